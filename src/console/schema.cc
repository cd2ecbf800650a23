#include "console/schema.h"

namespace repoint::console {
namespace {

// Folded columns hold what FoldAscii makes of their twin, and are what is compared. Times are Unix
// milliseconds, UTC.
constexpr Migration kMigrations[] = {
    {1, R"sql(
CREATE TABLE project (
  id $ID,
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL UNIQUE,
  created BIGINT NOT NULL,
  source TEXT NOT NULL,   -- DirectorySpec as JSON
  target TEXT NOT NULL,   -- DirectorySpec as JSON
  options TEXT NOT NULL   -- ProjectOptions as JSON
);

-- A thing with an address in the project's source or target directory.
CREATE TABLE object (
  id $ID,
  project_id BIGINT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
  side CHAR(1) NOT NULL CHECK (side IN ('s', 't')),
  key TEXT NOT NULL,
  legacy_dn TEXT NOT NULL,
  legacy_dn_folded TEXT NOT NULL,
  smtp TEXT NOT NULL,
  smtp_folded TEXT NOT NULL,
  proxies TEXT NOT NULL,  -- JSON array of text
  alias TEXT NOT NULL,
  alias_folded TEXT NOT NULL,
  display_name TEXT NOT NULL,
  server TEXT NOT NULL,
  server_fqdn TEXT NOT NULL,
  server_dn TEXT NOT NULL,
  mailbox_guid TEXT NOT NULL,
  is_mailbox INTEGER NOT NULL,
  was_mailbox INTEGER NOT NULL,       -- it is one, or was at an earlier import
  sid TEXT NOT NULL,
  master_sid TEXT NOT NULL,
  digest TEXT NOT NULL,               -- of all that the directory told, to see what has changed
  gone INTEGER NOT NULL,              -- the last import did not see it
  UNIQUE (key, project_id, side)
);
CREATE INDEX object_by_dn ON object (project_id, side, legacy_dn_folded, smtp_folded, id);
CREATE INDEX object_by_smtp ON object (project_id, side, smtp_folded);

-- What objects are matched by. An object has each of its keys once, of the newest import.
CREATE TABLE object_key (
  object_id BIGINT NOT NULL REFERENCES object(id) ON DELETE CASCADE,
  project_id BIGINT NOT NULL,
  side CHAR(1) NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('dn', 'x500', 'smtp', 'alias', 'sid', 'old-sid', 'master-sid')),
  value TEXT NOT NULL,    -- folded
  PRIMARY KEY (object_id, kind, value)
) $BY_KEY;
CREATE INDEX object_key_by_value ON object_key (project_id, side, kind, value, object_id);

-- What an administrator said belongs together, each named by one of its object_keys.
CREATE TABLE mapping (
  project_id BIGINT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
  source_kind TEXT NOT NULL CHECK (source_kind IN ('dn', 'smtp')),
  source_value TEXT NOT NULL,
  target_kind TEXT NOT NULL CHECK (target_kind IN ('dn', 'smtp')),
  target_value TEXT NOT NULL,
  PRIMARY KEY (project_id, source_kind, source_value, target_kind, target_value)
);

-- The outcome of matching, a row for each source object that has a target, and several for one that
-- is ambiguous.
CREATE TABLE match (
  project_id BIGINT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
  source_id BIGINT NOT NULL REFERENCES object(id) ON DELETE CASCADE,
  target_id BIGINT NOT NULL REFERENCES object(id) ON DELETE CASCADE,
  rule TEXT NOT NULL CHECK (rule IN ('mapping', 'x500', 'sid', 'smtp', 'alias')),
  ambiguous INTEGER NOT NULL,
  PRIMARY KEY (source_id, target_id)
) $BY_KEY;
CREATE INDEX match_by_target ON match (target_id);
CREATE INDEX match_by_project ON match (project_id, ambiguous);

-- Mails to people. 'sending' is written before the mail server gets it, 'sent' after it said yes.
CREATE TABLE notice (
  project_id BIGINT NOT NULL REFERENCES project(id) ON DELETE CASCADE,
  template TEXT NOT NULL,
  address_folded TEXT NOT NULL,
  address TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'failed', 'unknown')),
  reason TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (project_id, template, address_folded)
);

-- What clients reported: one row a report file, and one a profile in it.
CREATE TABLE report (
  id $ID,
  digest TEXT NOT NULL UNIQUE,     -- SHA-256 of the file, so that no report counts twice
  file_name TEXT NOT NULL,
  computer TEXT NOT NULL,
  computer_folded TEXT NOT NULL,
  user_name TEXT NOT NULL,
  user_folded TEXT NOT NULL,
  reported BIGINT NOT NULL,        -- end of the run
  exit_code INTEGER NOT NULL,
  error TEXT NOT NULL,
  list_digest TEXT NOT NULL
);
CREATE TABLE report_profile (
  report_id BIGINT NOT NULL REFERENCES report(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  profile TEXT NOT NULL,
  root TEXT NOT NULL,
  result TEXT NOT NULL,
  source_dn_folded TEXT NOT NULL,
  source_smtp_folded TEXT NOT NULL,
  target_dn_folded TEXT NOT NULL,
  target_smtp_folded TEXT NOT NULL,
  error TEXT NOT NULL,
  PRIMARY KEY (report_id, number)
);
CREATE INDEX report_profile_by_source_dn ON report_profile (source_dn_folded);
CREATE INDEX report_profile_by_source_smtp ON report_profile (source_smtp_folded);
CREATE INDEX report_profile_by_target_dn ON report_profile (target_dn_folded);
CREATE INDEX report_profile_by_target_smtp ON report_profile (target_smtp_folded);
)sql"},
};

}  // namespace

std::span<const Migration> Migrations() { return kMigrations; }

}  // namespace repoint::console
