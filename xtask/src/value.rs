//! The value of an option on the command line, for which the next option is not taken.

use lexopt::{Parser, ValueExt};

use crate::Outcome;

/// The value of the option that was read last, after `=` or as the next word. Such a word does not begin with `-`: it would be
/// another option, before which the value was forgotten.
pub(crate) fn of(option: &str, parser: &mut Parser) -> Outcome<String> {
    if let Some(value) = parser.optional_value() {
        return Ok(value.string()?);
    }
    match parser.raw_args()?.next_if(|word| !word.as_encoded_bytes().starts_with(b"-")) {
        Some(word) => Ok(word.string()?),
        None => Err(format!("{option} needs a value (one that begins with `-`: {option}=VALUE)").into()),
    }
}

#[cfg(test)]
mod tests {
    use lexopt::prelude::*;

    use super::*;

    /// The value, and how many words are left.
    fn read(words: &[&str]) -> Result<(String, usize), String> {
        let mut parser = Parser::from_args(words);
        assert_eq!(parser.next().unwrap(), Some(Long("only")));
        let value = of("--only", &mut parser).map_err(|error| error.to_string())?;
        Ok((value, parser.raw_args().unwrap().count()))
    }

    #[test]
    fn a_value_is_the_next_word_or_stands_after_the_sign() {
        assert_eq!(read(&["--only", "a", "b"]).unwrap(), ("a".to_owned(), 1));
        assert_eq!(read(&["--only=a", "b"]).unwrap(), ("a".to_owned(), 1));
        assert_eq!(read(&["--only=-a"]).unwrap(), ("-a".to_owned(), 0));
        assert_eq!(read(&["--only=", "b"]).unwrap(), (String::new(), 1));
    }

    #[test]
    fn an_option_is_no_value_of_another() {
        for words in [&["--only"][..], &["--only", "--quiet"], &["--only", "-q"], &["--only", "--"]] {
            let error = read(words).unwrap_err();
            assert!(error.starts_with("--only needs a value"), "{words:?}: {error}");
        }
    }
}
