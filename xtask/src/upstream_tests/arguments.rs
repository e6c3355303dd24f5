//! The command line of commands that run upstream's tests in several ways.

use lexopt::Parser;
use lexopt::prelude::*;

use crate::{Outcome, value};

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// The ways, as they were typed.
    pub(crate) names: Vec<String>,
    /// What is in the names of the programs that are wanted.
    pub(crate) only: String,
    pub(crate) quiet: bool,
}

impl Chosen {
    /// Reads `[NAME].. [--only TEXT] [--quiet]`; `None` after a question for help, which it answers.
    pub(crate) fn read(arguments: &[&str], help: &str) -> Outcome<Option<Self>> {
        let mut chosen = Self::default();
        let mut parser = Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Value(name) => chosen.names.push(name.string()?),
                Long("only") => chosen.only = value::of("--only", &mut parser)?,
                Short('q') | Long("quiet") => chosen.quiet = true,
                Short('h') | Long("help") => {
                    print!("{help}");
                    return Ok(None);
                }
                unknown => return Err(format!("{}\n\n{help}", unknown.unexpected()).into()),
            }
        }
        Ok(Some(chosen))
    }
}
