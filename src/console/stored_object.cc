#include "console/stored_object.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "list/fields.h"

namespace repoint::console {
namespace {

// Two of them fit one row of a PostgreSQL index, which takes 2,704 bytes.
constexpr size_t kMaxIndexedBytes = 1000;
// Bytes of SHA-256 that tell two states of an object apart.
constexpr size_t kDigestBytes = 16;

constexpr std::string DirectoryObject::* kTexts[] = {
    &DirectoryObject::key,         &DirectoryObject::legacy_dn,    &DirectoryObject::smtp,
    &DirectoryObject::alias,       &DirectoryObject::display_name, &DirectoryObject::server,
    &DirectoryObject::server_fqdn, &DirectoryObject::server_dn,    &DirectoryObject::mailbox_guid,
    &DirectoryObject::sid,         &DirectoryObject::master_sid,
};
constexpr std::vector<std::string> DirectoryObject::* kLists[] = {&DirectoryObject::proxies,
                                                                  &DirectoryObject::sid_history};
constexpr std::string DirectoryObject::* kIndexed[] = {
    &DirectoryObject::legacy_dn, &DirectoryObject::smtp,       &DirectoryObject::alias,
    &DirectoryObject::sid,       &DirectoryObject::master_sid,
};
// What a profile holds of its mailbox.
constexpr std::string DirectoryObject::* kOfMailbox[] = {
    &DirectoryObject::legacy_dn,   &DirectoryObject::smtp,      &DirectoryObject::server,
    &DirectoryObject::server_fqdn, &DirectoryObject::server_dn, &DirectoryObject::mailbox_guid,
};

void CleanText(std::string& text) {
  if (!IsUtf8(text)) text = ToUtf8(ToUtf16(text));
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  const std::string_view trimmed = Trim(text);
  if (trimmed.size() != text.size()) text = std::string(trimmed);
}

std::string Hex(const Sha256Digest& digest, size_t bytes) {
  std::string text;
  for (size_t i = 0; i < bytes; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

}  // namespace

Result<DirectoryObject> CleanedObject(DirectoryObject object) {
  const auto is_too_long = [](const std::string& text) { return text.size() > kMaxIndexedBytes; };
  for (const auto text : kTexts) CleanText(object.*text);
  for (const auto list : kLists) {
    std::ranges::for_each(object.*list, CleanText);
    std::erase_if(object.*list, is_too_long);
  }
  for (const auto text : kIndexed) {
    if (is_too_long(object.*text)) (object.*text).clear();
  }
  if (is_too_long(object.key)) {
    REPOINT_ASSIGN(const Sha256Digest digest, Sha256Of(AsBytes(object.key)));
    object.key = "sha256:" + Hex(digest, digest.size());
  }
  return object;
}

Result<std::string> ObjectDigest(const DirectoryObject& object) {
  // Cleaned text holds no control characters.
  std::string fields = object.is_mailbox ? "1" : "0";
  for (const auto text : kTexts) fields += '\0' + object.*text;
  for (const auto list : kLists) {
    fields += '\0';
    for (const std::string& text : object.*list) fields += text + '\1';
  }
  REPOINT_ASSIGN(const Sha256Digest digest, Sha256Of(AsBytes(fields)));
  return Hex(digest, kDigestBytes);
}

ObjectKey DnObjectKey(std::string_view dn) { return {"dn", FoldAscii(list::DnField(dn).text)}; }

ObjectKey SmtpObjectKey(std::string_view address) {
  return {"smtp", FoldAscii(list::SmtpField(address).text)};
}

std::set<ObjectKey> KeysOf(const DirectoryObject& object) {
  std::set<ObjectKey> keys = {
      DnObjectKey(object.legacy_dn),
      SmtpObjectKey(object.smtp),
      {"alias", FoldAscii(object.alias)},
      {"sid", FoldAscii(object.sid)},
      {"master-sid", FoldAscii(object.master_sid)},
  };
  for (const std::string& proxy : object.proxies) {
    if (const auto field = list::ProxyField(proxy)) {
      keys.insert({field->is_dn ? "x500" : "smtp", FoldAscii(field->text)});
    }
  }
  for (const std::string& sid : object.sid_history) keys.insert({"old-sid", FoldAscii(sid)});
  std::erase_if(keys, [](const ObjectKey& key) { return key.value.empty(); });
  return keys;
}

DirectoryObject MergedObject(DirectoryObject now, const DirectoryObject& before, bool was_mailbox) {
  const bool lost_mailbox = was_mailbox && !now.is_mailbox;
  for (const auto text : kOfMailbox) {
    const bool keep = (now.*text).empty() || (lost_mailbox && !(before.*text).empty());
    if (keep) now.*text = before.*text;
  }
  return now;
}

}  // namespace repoint::console
