//! Which functions a user of the shared library sees: libzmq's own, and none of C++'s or libsodium's.

use std::fs;
use std::path::{Path, PathBuf};

use super::recipe::features::Feature;
use super::recipe::platform::Os;
use super::request::Request;
use super::toolchain::Language;
use crate::Outcome;

/// The file that tells the linker.
pub(crate) enum Exports {
    VersionScript(PathBuf),
    SymbolList(PathBuf),
    Definitions(PathBuf),
}

impl Exports {
    /// Writes the one that the target's linker reads; `source` is libzmq's, with its headers.
    pub(crate) fn write(request: &Request, source: &Path, out: &Path) -> Outcome<Self> {
        let (exports, text) = match request.toolchain.platform.os {
            Os::Apple => (Self::SymbolList(out.join("libzmq.exports")), SYMBOL_LIST.to_owned()),
            Os::Windows => {
                let names = declared(request, source, out)?;
                (Self::Definitions(out.join("libzmq.def")), format!("EXPORTS\n{}\n", names.join("\n")))
            }
            _ => (Self::VersionScript(out.join("libzmq.map")), VERSION_SCRIPT.to_owned()),
        };
        fs::write(exports.file(), text)?;
        Ok(exports)
    }

    fn file(&self) -> &Path {
        match self {
            Self::VersionScript(file) | Self::SymbolList(file) | Self::Definitions(file) => file,
        }
    }

    /// For the compiler, which links.
    pub(crate) fn flag(&self) -> String {
        match self {
            Self::VersionScript(file) => format!("-Wl,--version-script,{}", file.display()),
            Self::SymbolList(file) => format!("-Wl,-exported_symbols_list,{}", file.display()),
            Self::Definitions(file) => file.display().to_string(),
        }
    }
}

/// The functions that the headers declare, for the target and the features.
fn declared(request: &Request, source: &Path, out: &Path) -> Outcome<Vec<String>> {
    let file = out.join("declared.c");
    let include = source.join("include");
    let headers = HEADERS.iter().filter(|header| include.join(header).is_file());
    fs::write(&file, headers.map(|header| format!("#include \"{header}\"\n")).collect::<String>())?;
    let mut command = request.toolchain.compiler(Language::C)?.to_command();
    command.args(["-E", "-P", "-DZMQ_STATIC"]).arg("-I").arg(&include);
    if request.config.choices.has(Feature::Draft) {
        command.arg("-DZMQ_BUILD_DRAFT_API");
    }
    let output = command.arg(&file).output()?;
    if !output.status.success() {
        return Err(format!("the headers cannot be read:\n{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(functions(&String::from_utf8_lossy(&output.stdout)))
}

/// The names before a parenthesis; a type's has it before.
fn functions(declarations: &str) -> Vec<String> {
    let words = declarations.split('(').filter_map(|before| {
        let before = before.trim_end();
        let start = before.rfind(|char: char| !char.is_ascii_alphanumeric() && char != '_').map_or(0, |at| at + 1);
        before.get(start..)
    });
    let mut names: Vec<String> =
        words.filter(|word| word.starts_with("zmq_") || word.starts_with("zmqx_")).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

/// The public headers; the last one is there with a patch.
pub(crate) const HEADERS: [&str; 3] = ["zmq.h", "zmq_utils.h", "zmqx.h"];
/// Without a name for the version, like upstream's: programs bind to the symbols as ever.
pub(crate) const VERSION_SCRIPT: &str = "{\n  global:\n    zmq_*;\n    zmqx_*;\n  local:\n    *;\n};\n";
const SYMBOL_LIST: &str = "_zmq_*\n_zmqx_*\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_what_is_declared_and_not_types() {
        let text = "typedef void (zmq_free_fn) (void *data_, void *hint_);\nint zmq_msg_size (const zmq_msg_t *msg_);\n\
                    void *zmq_ctx_new(void); int zmqx_send (void *s_, int (*zmq_x)(int)); int zmq_ctx_new (void);";
        assert_eq!(functions(text), ["zmq_ctx_new", "zmq_msg_size", "zmqx_send"]);
    }
}
