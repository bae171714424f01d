//! Code and commands that are run.

mod call_with_shell_true;
mod command_text;
mod commands;
mod eval_builtin;
mod eval_external_data;
mod exec_builtin;
mod huggingface;
mod huggingface_remote_code;
mod huggingface_unpinned_download;
mod import_subprocess;
mod logging_config_listen;
mod partial_executable_path;
mod shell_interpolated_value;
mod shell_wildcard_injection;
mod ssh_exec_command;
mod ssh_interpolated_value;
mod start_process_no_shell;
mod start_process_with_shell;
mod subprocess_shell_true;
mod subprocess_untrusted_argv_audit;

pub(crate) const RULES: crate::Rules = &[
    call_with_shell_true::RULE,
    eval_builtin::RULE,
    eval_external_data::RULE,
    exec_builtin::RULE,
    huggingface_remote_code::RULE,
    huggingface_unpinned_download::RULE,
    import_subprocess::RULE,
    logging_config_listen::RULE,
    partial_executable_path::RULE,
    shell_interpolated_value::RULE,
    shell_wildcard_injection::RULE,
    ssh_exec_command::RULE,
    ssh_interpolated_value::RULE,
    start_process_no_shell::RULE,
    start_process_with_shell::RULE,
    subprocess_shell_true::RULE,
    subprocess_untrusted_argv_audit::RULE,
];
