//! The program `prolate`.

fn main() -> std::process::ExitCode {
    prolate::cli::main()
}
