//! `users`: everybody, for administrators, and who looked.

use reqwest::Method;
use serde_json::{Value, json};
use taskboard_client::Client;
use taskboard_client::types::{User, UserSort};

use crate::harness::{both_databases, header, http, next_link, pages, problem, refused, violations};

/// Everybody signs in once.
async fn sign_in(clients: impl IntoIterator<Item = Client>) {
    for client in clients {
        client.get_me().send().await.expect("a profile");
    }
}

fn ids(users: &[User]) -> Vec<&str> {
    users.iter().map(|user| user.id.as_str()).collect()
}

both_databases! {
    async fn only_administrators_list_users(app: App) {
        let ada = app.client("ada");
        let forbidden = refused(ada.list_users().send().await, 403, "forbidden");
        assert_eq!(forbidden.violations, None);
        // The role is asked for before the parameters are looked at.
        let request = app.request("ada", Method::GET, "/users?limit=0");
        problem(request.send().await.expect("an answer"), 403, "forbidden").await;
        let nobody = http().get(app.url("/users")).send().await.expect("an answer");
        problem(nobody, 401, "unauthenticated").await;

        let root = app.admin("root").list_users().send().await.expect("a page");
        // Whoever was turned away before anything was asked has left no profile.
        assert_eq!(ids(&root.data), ["root"]);
        // It is the token that makes an administrator, not what an earlier one said.
        refused(app.client("root").list_users().send().await, 403, "forbidden");
        sign_in([ada]).await;
        let both = app.admin("root").list_users().send().await.expect("a page");
        let (profile, listed) = (app.client("ada").get_me().send().await.expect("a profile"), &both.data[0]);
        assert_eq!(*listed, *profile);

        let request = http().get(app.url("/users?limit=101&sort=age&role=")).bearer_auth(app.token("root", &["admin"]));
        let wrong = problem(request.send().await.expect("an answer"), 400, "validation_failed").await;
        let found: Vec<_> = violations(&wrong).into_iter().map(|(_, pointer, code)| (pointer, code)).collect();
        assert_eq!(found, [("/limit", "maximum"), ("/role", "min_length"), ("/role", "pattern"), ("/sort", "enum")]);
    }

    async fn list_filters_searches_and_sorts(app: App) {
        let root = app.admin("Root");
        sign_in([app.client("bob"), app.client("\u{c9}mile"), app.admin("alice"), app.client("50%_"), root.clone()]).await;
        for (sort, sorted) in [
            (UserSort::Name, ["50%_", "alice", "bob", "Root", "\u{c9}mile"]),
            (UserSort::CreatedAt, ["bob", "\u{c9}mile", "alice", "50%_", "Root"]),
        ] {
            let forth = root.list_users().sort(sort).send().await.expect("a page");
            assert_eq!(ids(&forth.data), sorted, "{sort}");
            let back = format!("-{sort}").parse::<UserSort>().expect("the other way round");
            let back = root.list_users().sort(back).send().await.expect("a page");
            assert_eq!(ids(&back.data), sorted.into_iter().rev().collect::<Vec<_>>(), "-{sort}");
        }
        let search = async |text: &str| {
            let page = root.list_users().q(text).send().await.expect("a page");
            ids(&page.data).join(" ")
        };
        assert_eq!(search("O").await, "bob Root", "case is ignored");
        assert_eq!(search("\u{e9}m").await, "\u{c9}mile");
        assert_eq!(search("%_").await, "50%_", "nothing stands for anything else");
        assert_eq!(search("a%e").await, "");

        let with = async |role: &str| {
            let page = root.list_users().role(role).send().await.expect("a page");
            ids(&page.data).join(" ")
        };
        assert_eq!(with("admin").await, "alice Root");
        for nobody in ["adm", "ADMIN", "auditor", "[", "%"] {
            assert_eq!(with(nobody).await, "", "{nobody}");
        }
        // The latest token decides.
        sign_in([app.client("alice")]).await;
        assert_eq!(with("admin").await, "Root");
        let both = root.list_users().role("admin").q("b").send().await.expect("a page");
        assert!(both.data.is_empty());
    }

    async fn list_goes_on_by_cursor(app: App) {
        let root = app.admin("root");
        sign_in([app.client("c"), app.client("a"), root.clone(), app.client("B"), app.client("d")]).await;
        let pages = pages!(root.list_users().limit(2));
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
        assert_eq!(ids(&pages.concat()), ["a", "B", "c", "d", "root"]);
        let newest = pages!(root.list_users().sort(UserSort::CreatedAtDescending).limit(2));
        assert_eq!(ids(&newest.concat()), ["d", "B", "root", "a", "c"]);

        let first = root.list_users().limit(2).send().await.expect("a page");
        // Who comes meanwhile moves nobody else.
        sign_in([app.client("0")]).await;
        let link = next_link(first.headers()).expect("a link");
        let next = http().get(format!("{}{link}", app.origin())).bearer_auth(app.token("root", &["admin"]));
        let next: Value = next.send().await.expect("an answer").json().await.expect("a page");
        assert_eq!((&next["data"][0]["id"], &next["data"][1]["id"]), (&json!("c"), &json!("d")));
        // A cursor belongs to its order.
        let cursor = first.meta.next_cursor.clone().expect("a cursor");
        for (sort, cursor) in [(UserSort::CreatedAt, cursor.as_str()), (UserSort::Name, "nonsense")] {
            let answer = root.list_users().sort(sort).cursor(cursor).send().await;
            assert_eq!(refused(answer, 404, "cursor_not_found").field.as_deref(), Some("/cursor"));
        }
    }

    async fn listing_is_audited(app: App) {
        let root = app.admin("root");
        root.list_users().q("ad").role("admin").send().await.expect("a page");
        refused(root.list_users().cursor("nonsense").send().await, 404, "cursor_not_found");
        refused(app.client("ada").list_users().send().await, 403, "forbidden");
        let answer = root.list_users().send().await.expect("a page");
        assert!(!header(answer.headers(), "x-request-id").is_empty());
        let entries = app
            .database()
            .rows(
                "SELECT users.subject, audit_entries.action, audit_entries.details FROM audit_entries \
                 JOIN users ON users.id = audit_entries.actor_id ORDER BY audit_entries.id",
            )
            .await;
        let details: Vec<Value> = entries
            .into_iter()
            .map(|columns| {
                assert_eq!(columns[..2], ["root", "list_users"]);
                serde_json::from_str(&columns[2]).expect("JSON")
            })
            .collect();
        assert_eq!(
            details,
            [
                json!({ "q": "ad", "role": "admin", "cursor": null }),
                json!({ "q": null, "role": null, "cursor": "nonsense" }),
                json!({ "q": null, "role": null, "cursor": null }),
            ]
        );
    }
}
