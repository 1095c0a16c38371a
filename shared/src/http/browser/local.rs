//! Addresses that a browser may be sent on to.

/// The most characters of an address that a browser is sent on to.
const MAX_PATH: usize = 2_000;

/// `text`, if it is an address within this site and nothing that a browser could take for another site's.
pub fn local_path(text: &str) -> Option<&str> {
    // Browsers read `\` as `/`, and drop tabs and line ends before they read at all.
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_local = text.starts_with('/') && !text.starts_with("//");
    (is_local && is_plain && text.len() <= MAX_PATH).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_sent_on_within_the_site_only() {
        for path in ["/", "/account", "/leads?tag=roof&limit=5", "/a//b", "/a?next=//evil.example"] {
            assert_eq!(local_path(path), Some(path));
        }
        let long = format!("/{}", "a".repeat(MAX_PATH));
        for other in [
            "",
            "account",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "\t//evil.example",
            " /account",
            "/a b",
            "/ä",
            "https://evil.example",
            "https:/evil.example",
            "javascript:alert(1)",
            "/a\0",
            "/a\r\nSet-Cookie: a=b",
            long.as_str(),
        ] {
            assert_eq!(local_path(other), None, "{other:?}");
        }
    }
}
