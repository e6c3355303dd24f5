//! Compiles the C programs of `c/`, each with its `main` under the program's name, and lists them for `src/c.rs`.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

fn main() {
    println!("cargo:rerun-if-changed=c");
    let mut programs: Vec<String> = Vec::new();
    if env::var_os("CARGO_CFG_UNIX").is_some() {
        programs.extend(fs::read_dir("c").expect("the folder c").filter_map(|entry| {
            let path = entry.expect("an entry of the folder c").path();
            let name = path.file_stem()?.to_str()?;
            (path.extension()? == "c").then(|| name.to_owned())
        }));
    }
    programs.sort();
    for program in &programs {
        compile(program);
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("a build script has OUT_DIR"));
    fs::write(out.join("c_programs.rs"), table(&programs)).expect("OUT_DIR takes files");
}

fn compile(program: &str) {
    // Instructions are counted of one that is as fast as it can be; of the others nobody waits for the compiler.
    let level = if program == "message_pairs" { 3 } else { 1 };
    let mut build = cc::Build::new();
    build.file(format!("c/{program}.c")).define("main", format!("c_{program}").as_str()).std("gnu11").opt_level(level);
    // What a program does not need of the headers it includes is no mistake.
    build.flag_if_supported("-Wno-unused-function");
    if let Some(include) = env::var_os("DEP_ZMQ_INCLUDE") {
        build.include(include);
    }
    if env::var("DEP_ZMQ_FEATURES").is_ok_and(|features| features.split(',').any(|feature| feature == "draft")) {
        build.define("ZMQ_BUILD_DRAFT_API", None);
    }
    build.compile(&format!("c_{program}"));
}

/// The programs and their names, as Rust.
fn table(programs: &[String]) -> String {
    let mut text = String::from("unsafe extern \"C\" {\n");
    // A String takes whatever is written.
    for program in programs {
        let _ = writeln!(text, "    fn c_{program}(count: c_int, arguments: *mut *mut c_char) -> c_int;");
    }
    text.push_str("}\n\nconst PROGRAMS: &[(&str, Main)] = &[\n");
    for program in programs {
        let _ = writeln!(text, "    ({program:?}, c_{program}),");
    }
    text.push_str("];\n");
    text
}
