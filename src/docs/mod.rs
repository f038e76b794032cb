//! The documentation in the browser: Swagger UI on `/docs`, the contract on `/openapi.json`. Everything is in the
//! program; nothing is fetched from elsewhere.

mod asset;

use std::sync::OnceLock;

use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Request, Response};

use asset::{Asset, Caching};

/// The bundled contract, as the generator wrote it.
pub const OPENAPI: &str = include_str!("../../generated/openapi.json");
const VERSION: &str = include_str!("swagger-ui/VERSION");
const UI: &str = "/docs/swagger-ui/";

/// Scripts only from here and none inside the page; calls only to this service. Swagger UI styles its elements inline
/// and shows its icons and pictures of answers from `data:` and `blob:`.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                           img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
                           frame-ancestors 'none'";

/// The answer, when the path is one of the documentation's.
pub fn answer(request: &Request) -> Option<Response> {
    let path = request.uri().path();
    // What is asked for most is elsewhere.
    if !matches!(path, "/" | "/openapi.json") && !path.starts_with("/docs") {
        return None;
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    if matches!(path, "/" | "/docs/") {
        let redirect = Response::builder().status(StatusCode::FOUND).header(header::LOCATION, "/docs");
        return Some(redirect.finish());
    }
    let mut response = site().asset(path)?.answer(request);
    if path == "/docs" {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    }
    Some(response)
}

struct Site {
    page: Asset,
    script: Asset,
    style: Asset,
    document: Asset,
    bundle: Asset,
    preset: Asset,
    ui_style: Asset,
    icon: Asset,
}

fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| {
        let page = include_str!("index.html").replace("{version}", VERSION);
        let own = Caching::Revalidate;
        let vendored = Caching::Immutable;
        Site {
            page: Asset::plain("text/html; charset=utf-8", own, page),
            script: Asset::plain("text/javascript; charset=utf-8", own, include_str!("init.js")),
            style: Asset::plain("text/css; charset=utf-8", own, include_str!("page.css")),
            document: Asset::plain("application/json", own, OPENAPI),
            bundle: Asset::gzipped(
                "text/javascript; charset=utf-8",
                vendored,
                include_bytes!("swagger-ui/swagger-ui-bundle.js.gz"),
            ),
            preset: Asset::gzipped(
                "text/javascript; charset=utf-8",
                vendored,
                include_bytes!("swagger-ui/swagger-ui-standalone-preset.js.gz"),
            ),
            ui_style: Asset::gzipped(
                "text/css; charset=utf-8",
                vendored,
                include_bytes!("swagger-ui/swagger-ui.css.gz"),
            ),
            icon: Asset::gzipped("image/png", vendored, include_bytes!("swagger-ui/favicon-32x32.png.gz")),
        }
    })
}

impl Site {
    fn asset(&self, path: &str) -> Option<&Asset> {
        match path {
            "/docs" => Some(&self.page),
            "/docs/init.js" => Some(&self.script),
            "/docs/page.css" => Some(&self.style),
            "/openapi.json" => Some(&self.document),
            // The version is part of the address, so that what is there never changes.
            _ => match path.strip_prefix(UI)?.strip_prefix(VERSION)? {
                "/swagger-ui-bundle.js" => Some(&self.bundle),
                "/swagger-ui-standalone-preset.js" => Some(&self.preset),
                "/swagger-ui.css" => Some(&self.ui_style),
                "/favicon-32x32.png" => Some(&self.icon),
                _ => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use sha2::{Digest as _, Sha256};

    use super::*;

    fn get(path: &str, headers: &[(&str, &str)]) -> Option<Response> {
        let mut builder = Request::builder().uri_str(path);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        answer(&builder.finish())
    }

    #[test]
    fn the_vendored_files_are_those_that_were_published() {
        let files: [(&str, &[u8]); 4] = [
            ("swagger-ui-bundle.js", include_bytes!("swagger-ui/swagger-ui-bundle.js.gz")),
            ("swagger-ui-standalone-preset.js", include_bytes!("swagger-ui/swagger-ui-standalone-preset.js.gz")),
            ("swagger-ui.css", include_bytes!("swagger-ui/swagger-ui.css.gz")),
            ("favicon-32x32.png", include_bytes!("swagger-ui/favicon-32x32.png.gz")),
        ];
        let sums = include_str!("swagger-ui/SHA256SUMS");
        assert_eq!(sums.lines().count(), files.len());
        for (name, gzipped) in files {
            let mut content = Vec::new();
            flate2::read::GzDecoder::new(gzipped).read_to_end(&mut content).unwrap();
            let sum = Sha256::digest(&content).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
            assert!(sums.contains(&format!("{sum}  {name}\n")), "{name} is {sum}");
        }
    }

    #[test]
    fn the_page_has_no_script_of_its_own_and_every_file_it_names_is_there() {
        let page = include_str!("index.html").replace("{version}", VERSION);
        assert!(!page.contains("<script>") && !page.contains(" on") && !page.contains("style="));
        let named: Vec<&str> = page.split(['"']).filter(|part| part.starts_with('/')).collect();
        assert_eq!(named.len(), 7);
        for path in named {
            assert!(get(path, &[]).is_some_and(|response| response.status() == 200), "{path}");
        }
        let policy = get("/docs", &[]).unwrap().header("content-security-policy").unwrap().to_owned();
        assert!(policy.contains("script-src 'self';") && policy.contains("connect-src 'self'"), "{policy}");
    }

    #[tokio::test]
    async fn whoever_cannot_read_gzip_gets_the_same_file() {
        let path = format!("{UI}{VERSION}/swagger-ui.css");
        let zipped = get(&path, &[("accept-encoding", "gzip, br")]).unwrap();
        assert_eq!(zipped.header("content-encoding"), Some("gzip"));
        assert_eq!(zipped.header("vary"), Some("accept-encoding"));
        let plain = get(&path, &[]).unwrap();
        assert_eq!(plain.header("content-encoding"), None);
        let zipped = zipped.into_body().into_vec().await.unwrap();
        let mut unzipped = Vec::new();
        flate2::read::GzDecoder::new(zipped.as_slice()).read_to_end(&mut unzipped).unwrap();
        assert_eq!(unzipped, plain.into_body().into_vec().await.unwrap());
    }

    #[test]
    fn what_was_fetched_before_is_not_sent_again() {
        let first = get("/openapi.json", &[]).unwrap();
        let tag = first.header("etag").unwrap();
        assert_eq!(first.header("cache-control"), Some("no-cache"));
        let second = get("/openapi.json", &[("if-none-match", &format!("W/\"x\", {tag}"))]).unwrap();
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
        let file = get(&format!("{UI}{VERSION}/swagger-ui.css"), &[]).unwrap();
        assert_eq!(file.header("cache-control"), Some("public, max-age=31536000, immutable"));
    }

    #[test]
    fn other_paths_are_somebody_elses() {
        for path in ["/api/v1/tasks", "/docsy", "/docs/nothing", "/docs/swagger-ui/0.0.0/swagger-ui.css", "/docs/../x"]
        {
            assert!(get(path, &[]).is_none(), "{path}");
        }
        assert_eq!(get("/", &[]).unwrap().header("location"), Some("/docs"));
    }
}
