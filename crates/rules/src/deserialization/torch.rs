//! Models and tensors that `PyTorch` loads, which are pickles.

use hognose_registry::{Call, Context};

/// Functions that load a pickle unless they are told to accept weights only.
pub(super) const LOADERS: &[&str] = &[
    "torch.hub.load_state_dict_from_url",
    "torch.load",
    "torch.serialization.load",
    "torch.utils.model_zoo.load_url",
];

/// What a call says about weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WeightsOnly {
    /// Nothing: since version 2.6 that is enough, where the program runs with one.
    Unsaid,
    /// It depends.
    Unknown,
    /// Any object is loaded.
    Off,
    /// Only tensors, numbers and containers are.
    On,
}

impl WeightsOnly {
    /// What a call of one of [`LOADERS`] says.
    pub(super) fn of<'a>(call: &Call<'a>, cx: &Context<'a>) -> Self {
        match call.keyword("weights_only") {
            Some(value) => match cx.model.constant(value, call.place) {
                Some(value) if value.is_truthy() => Self::On,
                Some(_) => Self::Off,
                None => Self::Unknown,
            },
            None if call.has_unpacked_arguments() => Self::Unknown,
            None => Self::Unsaid,
        }
    }
}
