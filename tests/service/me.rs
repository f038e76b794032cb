//! `me`: the profile that comes with the token, and what of it is the user's own to change.

use reqwest::{Method, StatusCode};
use serde_json::json;
use taskboard_client::types::UserUpdate;

use crate::harness::{body, body_violations, both_databases, header, problem};

both_databases! {
    async fn first_request_creates_the_profile(app: App) {
        let before = chrono::Utc::now() - chrono::TimeDelta::milliseconds(1);
        let me = app.admin("ada").get_me().send().await.expect("a profile");
        assert_eq!((me.id.as_str(), me.name.as_str()), ("ada", "ada"));
        assert_eq!(me.issuer, "taskboard-development");
        assert_eq!(me.roles, ["admin"]);
        assert_eq!((&me.email, &me.display_name, &me.avatar_url), (&None, &None, &None));
        assert_eq!((me.time_zone.as_str(), me.locale.as_str()), ("UTC", "en"));
        assert!(before <= *me.created_at && *me.created_at <= chrono::Utc::now(), "{me:?}");
        assert_eq!(me.created_at, me.updated_at);

        let again = app.admin("ada").get_me().send().await.expect("a profile");
        assert_eq!(*again, *me);
        assert_eq!(header(again.headers(), "etag"), header(me.headers(), "etag"));

        // A later token says something else.
        let later = app.client("ada").get_me().send().await.expect("a profile");
        assert!(later.roles.is_empty());
        assert_eq!(later.created_at, me.created_at);
        assert!(later.updated_at > me.updated_at);
        assert_ne!(header(later.headers(), "etag"), header(me.headers(), "etag"));
    }

    async fn each_caller_has_a_profile(app: App) {
        let (ada, grace) = (app.client("ada"), app.client("grace"));
        ada.update_me().body(body::<UserUpdate>(json!({ "display_name": "Ada L." }))).send().await.expect("a profile");
        assert_eq!(grace.get_me().send().await.expect("a profile").display_name, None);
        let me = ada.get_me().send().await.expect("a profile");
        assert_eq!((me.id.as_str(), me.display_name.as_deref()), ("ada", Some("Ada L.")));
    }

    async fn update_changes_what_it_names(app: App) {
        let ada = app.client("ada");
        let update = async |changes| ada.update_me().body(body::<UserUpdate>(changes)).send().await.expect("a profile");
        let first = update(json!({ "display_name": "Ada L.", "avatar_url": "https://example.org/ada.png" })).await;
        assert_eq!(first.display_name.as_deref(), Some("Ada L."));
        assert_eq!(first.avatar_url.as_deref(), Some("https://example.org/ada.png"));
        assert_eq!((first.time_zone.as_str(), first.locale.as_str()), ("UTC", "en"));

        let second = update(json!({ "display_name": null, "time_zone": "Europe/Berlin", "locale": "de-DE" })).await;
        assert_eq!(second.display_name, None);
        assert_eq!(second.avatar_url, first.avatar_url);
        assert_eq!((second.time_zone.as_str(), second.locale.as_str()), ("Europe/Berlin", "de-DE"));
        assert!(second.updated_at > first.updated_at);
        assert_ne!(header(second.headers(), "etag"), header(first.headers(), "etag"));

        let read = ada.get_me().send().await.expect("a profile");
        assert_eq!(*read, *second);
        assert_eq!(header(read.headers(), "etag"), header(second.headers(), "etag"));

        // What changes nothing leaves no trace.
        assert_eq!(*update(json!({ "locale": "de-DE" })).await, *read);
        assert_eq!(*update(json!({})).await, *read);
    }

    async fn update_refuses_what_breaks_the_contract(app: App) {
        let update = async |changes: serde_json::Value| {
            let request = app.request("ada", Method::PATCH, "/me").body(changes.to_string());
            request.header("content-type", "application/merge-patch+json").send().await.expect("an answer")
        };
        let changes = json!({
            "display_name": "a\nb", "time_zone": null, "locale": "german", "avatar_url": "no address", "age": 5,
            "roles": ["admin"], "email": "ada@example.org", "name": "Root",
        });
        let refused = problem(update(changes).await, 400, "validation_failed").await;
        assert_eq!(
            body_violations(&refused),
            [
                ("/age", "unknown_member"),
                ("/avatar_url", "format"),
                ("/display_name", "pattern"),
                ("/email", "unknown_member"),
                ("/locale", "pattern"),
                ("/name", "unknown_member"),
                ("/roles", "unknown_member"),
                ("/time_zone", "type"),
            ]
        );
        let long = problem(update(json!({ "display_name": "ä".repeat(101) })).await, 400, "validation_failed").await;
        assert_eq!(body_violations(&long), [("/display_name", "max_length")]);
        for (changes, code) in [(json!([]), "type"), (json!(null), "type")] {
            let refused = problem(update(changes).await, 400, "validation_failed").await;
            assert_eq!(body_violations(&refused), [("", code)]);
        }
        let me = app.client("ada").get_me().send().await.expect("a profile");
        assert_eq!((me.name.as_str(), me.roles.len(), &me.display_name), ("ada", 0, &None));
        assert_eq!(update(json!({ "display_name": "ä".repeat(100) })).await.status(), StatusCode::OK);
    }
}
