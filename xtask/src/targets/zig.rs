//! The compiler of the Python package `ziglang`: a clang with the headers and libraries of many systems.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::build::{Programs, target_folder};

/// Newer ones may do; this one is known to.
const PACKAGE: &str = "ziglang==0.17.1";

/// Compilers for a target by zig's name, installed by the first call.
pub(super) fn programs(target: &str) -> Outcome<Programs> {
    let folder = target_folder().join("zig");
    let zig = install(&folder)?;
    let script = |name: &str, words: &str| -> Outcome<PathBuf> {
        let file = folder.join(name);
        write(&file, &text(&zig, &folder, words))?;
        Ok(file)
    };
    Ok(Programs {
        c: Some(script(&format!("{target}-cc"), &format!("cc -target {target}"))?),
        cxx: Some(script(&format!("{target}-c++"), &format!("c++ -target {target}"))?),
        archiver: Some(script("ar", "ar")?),
    })
}

/// The program itself: to start Python for each of the thousands of calls would take ten times as long as an answer.
fn install(folder: &Path) -> Outcome<PathBuf> {
    let venv = folder.join("venv");
    let python = venv.join("bin/python");
    let installed = folder.join("installed");
    if let Ok(text) = fs::read_to_string(&installed)
        && let Some((PACKAGE, zig)) = text.split_once('\n')
    {
        return Ok(zig.into());
    }
    fs::create_dir_all(folder)?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE];
    for command in [Command::new("python3").args(["-m", "venv"]).arg(&venv), Command::new(&python).args(install)] {
        let output = command.output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!("{PACKAGE} cannot be installed (a network, or PIP_INDEX_URL?):\n{said}").into());
        }
    }
    let ask = "import os, ziglang; print(os.path.join(os.path.dirname(ziglang.__file__), 'zig'), end='')";
    let zig = String::from_utf8(Command::new(&python).args(["-c", ask]).output()?.stdout)?;
    if !Path::new(&zig).is_file() {
        return Err(format!("{PACKAGE} has no `{zig}`").into());
    }
    // Written last: what is half installed is installed again.
    fs::write(installed, format!("{PACKAGE}\n{zig}"))?;
    Ok(zig.into())
}

/// Takes away what others tell clang and zig does not understand: the target in another spelling, and a wish of speed.
/// Asked for its version it leaves an empty `a.o` where it is, if the target is macOS.
fn text(zig: &Path, folder: &Path, words: &str) -> String {
    let (zig, cache) = (zig.display(), folder.join("cache"));
    format!(
        "#!/bin/sh\n\
         for word; do\n    shift\n    case \"$word\" in\n    --target=* | -Wl,-Bsymbolic-functions) ;;\n    \
         *) set -- \"$@\" \"$word\" ;;\n    esac\ndone\n\
         case \" $* \" in *' --version '*) cd '{folder}' ;; esac\n\
         export ZIG_GLOBAL_CACHE_DIR='{cache}' ZIG_LOCAL_CACHE_DIR='{cache}'\n\
         exec '{zig}' {words} \"$@\"\n",
        cache = cache.display(),
        folder = folder.display()
    )
}

fn write(file: &Path, text: &str) -> Outcome {
    if fs::read_to_string(file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(file, text)?;
    #[cfg(unix)]
    fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    Ok(())
}
