#include "update/store_id.h"

#include <algorithm>

#include "mapi/entry_id.h"
#include "mapi/legacy_dn.h"

namespace repoint {
namespace {

constexpr size_t kWrapUidOffset = 4;  // of muidStoreWrap in an entry id
constexpr size_t kWrappedUidOffset = 40;
constexpr size_t kServerOffset = 60;

bool StartsWithUid(ByteView data, const mapi::Uid& uid) {
  return data.size() >= uid.size() && Equal(data.first(uid.size()), uid);
}

std::optional<NamedStore> ReadNames(ByteView id) {
  if (id.size() < kServerOffset) return std::nullopt;
  const ByteView wrapped = id.subspan(kWrappedUidOffset);
  NamedStore store;
  store.is_public = StartsWithUid(wrapped, mapi::kUidPublicStore);
  if (!store.is_public && !StartsWithUid(wrapped, mapi::kUidPrivateStore)) return std::nullopt;
  ByteReader reader(id.subspan(kServerOffset));
  store.server = AsChars(reader.TakeZ());
  if (!store.is_public) store.mailbox_dn = AsChars(reader.TakeZ());
  if (!reader.ok()) return std::nullopt;
  return store;
}

bool IsAddress(std::string_view server) {
  return mapi::LooksLikeSmtp(server) && !mapi::LooksLikeGuidServer(server);
}

// Server field, by the kind that it had.
std::string NewServer(const Job& job, std::string_view old_server, bool is_public) {
  const list::Row& row = job.last;
  if (IsAddress(old_server) && !row.target_smtp.empty()) return row.target_smtp;
  const std::string& server = is_public ? job.public_server : row.target_server;
  return server.empty() ? row.target_smtp : server;
}

Result<std::optional<mapi::StoreEntryId::V2>> NewV2(const Job& job,
                                                    const mapi::StoreEntryId::V2& old,
                                                    bool is_public) {
  const bool own_fqdn = !is_public || job.public_server == job.last.target_server;
  const std::string fqdn = own_fqdn ? job.last.target_server_fqdn : "";
  const std::string& server_dn = is_public ? job.public_server_dn : job.server_dn;
  const bool needs_fqdn = is_public || old.fqdn;
  if (server_dn.empty() || (needs_fqdn && fqdn.empty())) return std::nullopt;
  mapi::StoreEntryId::V2 v2;
  REPOINT_ASSIGN(const Bytes dn,
                 AnsiBytes(job, server_dn + mapi::ServerDnTail(old.server_dn).value_or("")));
  v2.server_dn = AsChars(dn);
  if (old.fqdn) v2.fqdn = fqdn;
  return v2;
}

// A part that changes is read first: bytes nobody can read are not replaced (docs/update.md, "Code
// pages").
Status Replace(const Job& job, std::string& bytes, std::string_view text) {
  REPOINT_ASSIGN(const Bytes now, AnsiBytes(job, text));
  if (AsChars(now) == bytes) return {};
  REPOINT_TRY(AnsiText(job, bytes));
  bytes = AsChars(now);
  return {};
}

}  // namespace

std::vector<NamedStore> FindStoreIds(ByteView data) {
  std::vector<NamedStore> stores;
  auto it = data.begin();
  while (true) {
    it = std::search(it, data.end(), mapi::kMuidStoreWrap.begin(), mapi::kMuidStoreWrap.end());
    if (it == data.end()) return stores;
    const size_t at = static_cast<size_t>(it - data.begin());
    ++it;
    if (at < kWrapUidOffset) continue;
    if (auto store = ReadNames(data.subspan(at - kWrapUidOffset))) {
      stores.push_back(std::move(*store));
    }
  }
}

Result<std::optional<Bytes>> MovedStoreId(const Job& job, ByteView bytes, bool is_public) {
  auto id = mapi::DecodeStoreEntryId(bytes);
  if (!id) return ToBytes(bytes);
  const list::Row& row = job.last;
  const bool rediscover = job.method == Method::kRediscover;
  if (rediscover && (is_public || row.target_dn.empty() || row.target_smtp.empty())) {
    return std::nullopt;
  }
  REPOINT_TRY(Replace(job, id->server, NewServer(job, id->server, is_public)));
  if (id->mailbox_dn) REPOINT_TRY(Replace(job, *id->mailbox_dn, row.target_dn));
  const auto old_v2 = std::exchange(id->v2, std::nullopt);
  if (old_v2 && !rediscover) {
    REPOINT_ASSIGN(id->v2, NewV2(job, *old_v2, is_public));
  }
  if (rediscover || (id->v3_smtp && !row.target_smtp.empty())) {
    id->v3_smtp = row.target_smtp;
  } else {
    id->v3_smtp.reset();
  }
  return mapi::EncodeStoreEntryId(*id);
}

}  // namespace repoint
