//! Profiles on LinkedIn: one spelling of each.

/// The most bytes of a profile's name.
const MAX_NAME: usize = 100;

/// The one spelling of the profile that `text` names: `https://www.linkedin.com/in/ann-lee`.
///
/// Strips the scheme, `www.` or a country's prefix, what follows the name, and its case, which LinkedIn does not heed.
///
/// # Errors
/// A sentence for a person, for what is no address of somebody's profile: a company's, a post's.
pub fn normalize(text: &str) -> Result<String, String> {
    const SHAPE: &str = "give the address of a profile, such as https://www.linkedin.com/in/ann-lee";
    let text = text.trim().to_lowercase();
    let text = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(&text);
    let (host, path) = text.split_once('/').ok_or(SHAPE)?;
    let is_ours = host == "linkedin.com"
        || host.strip_suffix(".linkedin.com").is_some_and(|prefix| prefix.chars().all(|c| c.is_ascii_alphabetic()));
    let name = path.strip_prefix("in/").filter(|_| is_ours).ok_or(SHAPE)?;
    let name = name.split(['/', '?', '#']).next().unwrap_or_default();
    let is_name = |c: char| c.is_alphanumeric() || "-_%.".contains(c);
    if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(is_name) {
        return Err(SHAPE.into());
    }
    Ok(format!("https://www.linkedin.com/in/{name}"))
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn spellings_of_one_profile_become_one() {
        for text in [
            "https://www.linkedin.com/in/ann-lee",
            "linkedin.com/in/Ann-Lee/",
            "http://de.linkedin.com/in/ann-lee?trk=public#top",
            " www.linkedin.com/in/ann-lee/details/ ",
        ] {
            assert_eq!(normalize(text).as_deref(), Ok("https://www.linkedin.com/in/ann-lee"), "{text}");
        }
    }

    #[test]
    fn what_is_nobodys_profile_is_refused() {
        for text in [
            "",
            "ann",
            "linkedin.com/company/acme",
            "linkedin.com/in/",
            "evil.example/in/ann",
            "linkedin.com.evil.example/in/ann",
            "a.b.linkedin.com/in/ann",
            "linkedin.com/in/ann lee",
        ] {
            assert!(normalize(text).is_err(), "{text}");
        }
    }
}
