//! The bodies that senders write: JSON, HTML forms, multipart. Pure: bytes in, fields out.

use std::ops::Range;

use bytes::Bytes;
use futures_util::{FutureExt as _, stream};
use memchr::memmem;
use serde_json::{Map, Value};

use super::Field;
use crate::{Error, Result};

/// The most inputs of a body that is no JSON.
const MAX_INPUTS: usize = 500;
/// The most files of a body.
const MAX_FILES: usize = 20;

/// The most characters of a file's name, of the input that it came through, and of its type.
const MAX_NAME: usize = 200;

/// What a body holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// The inputs, in the order in which they came.
    pub fields: Vec<Field>,
    /// The files.
    pub files: Vec<File>,
}

/// A file in a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The input that it came through.
    pub field: String,
    /// As the sender calls it.
    pub name: Option<String>,
    /// As the sender calls its bytes.
    pub content_type: String,
    /// Where in the body it lies.
    pub range: Range<usize>,
}

impl Content {
    /// Reads a body by what its sender calls it.
    ///
    /// # Errors
    /// `Malformed`: `unsupported_content_type`, `bad_json`, `bad_form`, each saying what is wrong.
    pub fn read(content_type: &str, bytes: &Bytes) -> Result<Self> {
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/json" => Ok(Self::of_object(object(bytes)?)),
            "application/x-www-form-urlencoded" => urlencoded(bytes),
            "multipart/form-data" => multipart(content_type, bytes),
            _ => Err(Error::malformed(
                "unsupported_content_type",
                "send the fields as application/json, application/x-www-form-urlencoded or multipart/form-data",
            )),
        }
    }

    /// The fields of a JSON object.
    pub fn of_object(fields: Map<String, Value>) -> Self {
        Self { fields: fields.into_iter().map(|(name, value)| Field::new(&name, value)).collect(), files: Vec::new() }
    }

    /// Takes an input out; of several with this name the first.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        let position = self.fields.iter().position(|field| field.name == name)?;
        Some(self.fields.remove(position).value)
    }

    /// Adds an input. Inputs of the same name are a list.
    fn push(&mut self, name: &str, value: Value) -> Result<()> {
        if self.fields.len() >= MAX_INPUTS {
            return Err(Error::malformed("bad_form", format!("send {MAX_INPUTS} inputs at most")));
        }
        match self.fields.iter_mut().find(|field| field.name == name) {
            None => self.fields.push(Field::new(name, value)),
            Some(Field { value: Value::Array(values), .. }) => values.push(value),
            Some(field) => field.value = Value::Array(vec![field.value.take(), value]),
        }
        Ok(())
    }
}

/// The body as one JSON object.
///
/// # Errors
/// `Malformed` with `bad_json`.
pub fn object(bytes: &[u8]) -> Result<Map<String, Value>> {
    let Value::Object(fields) = crate::http::json(bytes)? else {
        return Err(Error::malformed("bad_json", "send the fields as one JSON object"));
    };
    Ok(fields)
}

fn urlencoded(bytes: &[u8]) -> Result<Content> {
    let mut content = Content::default();
    for (name, value) in form_urlencoded::parse(bytes) {
        content.push(&name, Value::String(value.into_owned()))?;
    }
    Ok(content)
}

fn multipart(content_type: &str, bytes: &Bytes) -> Result<Content> {
    let bad =
        |error: multer::Error| Error::malformed("bad_form", format!("the multipart body cannot be read: {error}"));
    let boundary = multer::parse_boundary(content_type).map_err(bad)?;
    let whole = bytes.clone();
    let body = stream::once(async move { Ok::<_, std::convert::Infallible>(whole) });
    let mut parts = multer::Multipart::new(body, boundary);
    let reading = async {
        let (mut content, mut behind) = (Content::default(), 0);
        while let Some(part) = parts.next_field().await.map_err(bad)? {
            let field = part.name().unwrap_or("file").to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let content_type = part.content_type().map(ToString::to_string);
            let is_file = file_name.is_some();
            let value = part.bytes().await.map_err(bad)?;
            // The very bytes, searched from behind the part before: equal ones in between would be the same file.
            let start = memmem::find(&bytes[behind..], &value).map_or(behind, |at| behind + at);
            behind = start + value.len();
            if !is_file {
                content.push(&field, Value::String(String::from_utf8_lossy(&value).into_owned()))?;
            } else if !value.is_empty() {
                // A browser sends an input without a file as an empty one.
                let content_type = content_type.unwrap_or_else(|| "application/octet-stream".to_owned());
                let cut = |text: String| text.chars().take(MAX_NAME).collect::<String>();
                let (field, name, content_type) = (cut(field), file_name.map(cut), cut(content_type));
                content.files.push(File { field, name, content_type, range: start..behind });
            }
            if content.files.len() > MAX_FILES {
                return Err(Error::malformed("bad_form", format!("send {MAX_FILES} files at most")));
            }
        }
        Ok(content)
    };
    // All of the body is there: nothing ever waits.
    reading.now_or_never().unwrap_or_else(|| Err(Error::malformed("bad_form", "the multipart body ends early")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(content_type: &str, body: impl Into<Bytes>) -> Result<Content> {
        Content::read(content_type, &body.into())
    }

    fn pairs(content: &Content) -> Value {
        Value::Object(content.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect())
    }

    #[test]
    fn an_html_form_is_read_with_its_lists_and_its_broken_bytes() {
        let body = "full_name=Ann+Lee&services=roof&services=solar&services=wall&note=a%26b%3Dc&odd=%FF%00&empty=&flag";
        let content = read("application/x-www-form-urlencoded; charset=UTF-8", body).unwrap();
        let wanted = json!({
            "full_name": "Ann Lee", "services": ["roof", "solar", "wall"], "note": "a&b=c", "odd": "\u{fffd}\u{0}",
            "empty": "", "flag": "",
        });
        assert_eq!(pairs(&content), wanted);
        let many = (0..=MAX_INPUTS).map(|n| format!("f{n}=1")).collect::<Vec<_>>().join("&");
        assert_eq!(read("application/x-www-form-urlencoded", many).unwrap_err().code(), "bad_form");
    }

    fn part(headers: &str, body: &str) -> String {
        format!("--XX\r\nContent-Disposition: form-data; {headers}\r\n\r\n{body}\r\n")
    }

    #[test]
    fn a_multipart_body_gives_its_fields_and_says_where_its_files_lie() {
        let body = [
            part("name=\"full_name\"", "Ann Lee"),
            part("name=\"plan\"; filename=\"my plan.txt\"\r\nContent-Type: text/plain", "Ann Lee"),
            part("name=\"none\"; filename=\"\"\r\nContent-Type: application/octet-stream", ""),
            part("name=\"plan\"; filename=\"b\"", "--X not the boundary\r\n"),
            "--XX--\r\n".to_owned(),
        ]
        .concat();
        let content = read("multipart/form-data; boundary=XX", body.clone()).unwrap();
        assert_eq!(pairs(&content), json!({ "full_name": "Ann Lee" }));
        let files: Vec<(&str, Option<&str>, &str, &str)> = content
            .files
            .iter()
            .map(|file| (&*file.field, file.name.as_deref(), &*file.content_type, &body[file.range.clone()]))
            .collect();
        let second = "--X not the boundary\r\n";
        let wanted = [
            ("plan", Some("my plan.txt"), "text/plain", "Ann Lee"),
            ("plan", Some("b"), "application/octet-stream", second),
        ];
        assert_eq!(files, wanted);
        assert!(content.files[0].range.start > body.find("my plan").unwrap());
    }

    #[test]
    fn a_broken_multipart_body_is_refused_and_never_waits() {
        let open = part("name=\"a\"", "x");
        for body in
            ["", "--XX", "--XX\r\n", "garbage", &open, "--XX\r\n\r\n", "--XX\r\nbroken header\r\n\r\nx\r\n--XX--"]
        {
            assert_eq!(
                read("multipart/form-data; boundary=XX", body.to_owned()).unwrap_err().code(),
                "bad_form",
                "{body}"
            );
        }
        for kind in ["multipart/form-data", "text/plain", "", "application/jsonp"] {
            assert!(read(kind, "{}").is_err(), "{kind}");
        }
    }
}
