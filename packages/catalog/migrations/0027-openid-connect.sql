-- Who signs in at a provider is known by what that calls them for good: its issuer and their subject, never by a name. They have a
-- `password_hash` as well, of a password that nobody knows: whatever asks for one finds it, and it is never right.
alter table users add column oidc_issuer text, add column oidc_subject text,
  add constraint users_oidc_whole check ((oidc_issuer is null) = (oidc_subject is null));
create unique index users_by_subject on users (oidc_issuer, oidc_subject) where oidc_subject is not null;

-- What the provider said of who signed in, to be shown to it when they sign out there. It goes when the session ends.
alter table sessions add column oidc_id_token text;
