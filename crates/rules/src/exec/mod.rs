//! Code and commands that are run.

mod call_with_shell_true;
mod command_text;
mod commands;
mod eval_builtin;
mod eval_external_data;
mod exec_builtin;
mod import_subprocess;
mod partial_executable_path;
mod shell_interpolated_value;
mod start_process_no_shell;
mod start_process_with_shell;
mod subprocess_shell_true;
mod subprocess_untrusted_argv_audit;

pub(crate) const RULES: crate::Rules = &[
    call_with_shell_true::RULE,
    eval_builtin::RULE,
    eval_external_data::RULE,
    exec_builtin::RULE,
    import_subprocess::RULE,
    partial_executable_path::RULE,
    shell_interpolated_value::RULE,
    start_process_no_shell::RULE,
    start_process_with_shell::RULE,
    subprocess_shell_true::RULE,
    subprocess_untrusted_argv_audit::RULE,
];
