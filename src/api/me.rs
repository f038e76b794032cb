//! `me`: the caller's own profile.

use taskboard_api::guards::BearerAuth;
use taskboard_api::operations::me::{
    GetMeError, GetMeHeaders, GetMeNotModified, GetMeOk, GetMeResponse, UpdateMeError, UpdateMeHeaders,
    UpdateMeResponse,
};
use taskboard_api::server::Me;
use taskboard_api::types::{User, UserUpdate};

use super::Taskboard;
use super::conditions::{is_current, precondition, version_tag};
use super::refuse::refused_as;
use crate::domain::user::{User as DomainUser, UserSettings};
use crate::store::StoreError;
use crate::store::failure::ProfileFailure;

impl Me for Taskboard {
    async fn get_me(&self, caller: BearerAuth, headers: GetMeHeaders) -> Result<GetMeResponse, GetMeError> {
        let scope = self.store.scope(&caller).await?;
        let user = self.store.profile(&scope).await?;
        let etag = version_tag(user.version);
        if is_current(headers.if_none_match.as_deref(), &etag) {
            return Ok(GetMeResponse::NotModified(GetMeNotModified { etag }));
        }
        Ok(GetMeResponse::Ok(GetMeOk { body: user.into(), etag }))
    }

    async fn update_me(
        &self,
        caller: BearerAuth,
        headers: UpdateMeHeaders,
        body: UserUpdate,
    ) -> Result<UpdateMeResponse, UpdateMeError> {
        let scope = self.store.scope(&caller).await?;
        let precondition = precondition(headers.if_match.as_deref());
        let user = self.store.change_profile(&scope, &precondition, |settings| merged(settings, body)).await?;
        let etag = version_tag(user.version);
        Ok(UpdateMeResponse { body: user.into(), etag })
    }
}

fn merged(mut settings: UserSettings, update: UserUpdate) -> UserSettings {
    update.display_name.apply_to(&mut settings.display_name);
    update.avatar_url.apply_to(&mut settings.avatar_url);
    settings.time_zone = update.time_zone.unwrap_or(settings.time_zone);
    settings.locale = update.locale.unwrap_or(settings.locale);
    settings
}

impl From<DomainUser> for User {
    fn from(user: DomainUser) -> Self {
        Self {
            id: user.subject,
            issuer: user.issuer,
            email: user.email,
            name: user.name,
            display_name: user.settings.display_name,
            time_zone: user.settings.time_zone,
            locale: user.settings.locale,
            avatar_url: user.settings.avatar_url,
            roles: user.roles.into_iter().collect(),
            created_at: user.created_at.into(),
            updated_at: user.updated_at.into(),
        }
    }
}

refused_as! {
    StoreError => GetMeError, UpdateMeError;
    ProfileFailure => UpdateMeError;
}
