//! `info`: what is running here.

use reqwest::StatusCode;
use taskboard_client::Client;
use taskboard_client::types::ServiceInfoApiVersion;

use crate::harness::{both_databases, http};

both_databases! {
    async fn anybody_learns_what_is_running(app: App) {
        let _ = http();
        let before = chrono::Utc::now();
        let client = Client::new(&app.url("")).expect("a client");
        let answer = client.get_service_info().send().await.expect("the information");
        assert_eq!(answer.name, "Taskboard");
        assert_eq!(answer.version, env!("CARGO_PKG_VERSION"));
        assert_eq!(answer.api_version, ServiceInfoApiVersion::V1);
        let (told, slack) = (*answer.time, chrono::TimeDelta::milliseconds(1));
        assert!(before - slack <= told && told <= chrono::Utc::now(), "{told}");

        // A token changes nothing, not even one that does not hold.
        for token in [app.token("ada", &[]), "nonsense".to_owned()] {
            let answer = http().get(app.url("/info")).bearer_auth(token).send().await.expect("an answer");
            assert_eq!(answer.status(), StatusCode::OK);
        }
    }
}
