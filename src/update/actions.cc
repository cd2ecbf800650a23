#include "update/actions.h"

#include <algorithm>

#include "base/text.h"
#include "mapi/legacy_dn.h"
#include "profile/bindings.h"
#include "update/store_id.h"

namespace repoint {
namespace {

constexpr uint16_t kPrProxyServer = 0x6622;
constexpr uint16_t kPrProxyPrincipal = 0x6625;
constexpr uint32_t kUseRpcOverHttp = 0x1;  // ROHFLAGS_USE_ROH
constexpr std::string_view kSmtpPrefix = "SMTP:";

const list::Row& RowOf(const Property& p) { return p.job.last; }

std::string OldText(const Property& p) { return TextOf(p.value, p.type, p.job.ansi).value_or(""); }

// The value with a new text. ANSI bytes that nobody can read, or a text that does not fit, fail the
// profile.
ActionResult SetText(const Property& p, std::string_view text) {
  const auto old = TextOf(p.value, p.type, p.job.ansi);
  if (old && *old == text) return p.value;
  const bool guessed = p.job.ansi_export && p.type == mapi::kPtString8 && old && !IsAscii(*old);
  if (!old || guessed) return Misfit(p.job, old ? *old : DecodeWindows1252(p.value.data));
  auto value = WithText(p.value, p.type, text, p.job.ansi);
  if (!value) return Misfit(p.job, text);
  return std::move(*value);
}

ActionResult SetOrDrop(const Property& p, std::string_view text) {
  if (text.empty()) return std::nullopt;
  return SetText(p, text);
}

bool HasSmtpPrefix(std::string_view text) { return StartsWithFolded(text, kSmtpPrefix); }

ActionResult SetSmtp(const Property& p) {
  const std::string old = OldText(p);
  const std::string prefix = HasSmtpPrefix(old) ? old.substr(0, kSmtpPrefix.size()) : "";
  return SetText(p, prefix + RowOf(p).target_smtp);
}

bool NamesSource(const Property& p) { return HoldsNames(p.value.data, p.job.names); }

enum class ProxyFate { kTarget, kStays, kGoes };

ProxyFate FateOfProxy(const Property& p) {
  if (!RowOf(p).target_proxy.empty()) return ProxyFate::kTarget;
  if (ChangesOrganization(p.job)) return ProxyFate::kGoes;
  SourceNames servers;
  servers.servers = p.job.names.servers;
  for (const uint16_t id : {kPrProxyServer, kPrProxyPrincipal}) {
    const std::string text = TextProp(p.section, id, p.job.ansi).value_or("");
    if (HoldsNames(Utf16Bytes(text), servers)) return ProxyFate::kGoes;
  }
  return ProxyFate::kStays;
}

ActionResult SetProxy(const Property& p, std::string_view prefix) {
  switch (FateOfProxy(p)) {
    case ProxyFate::kTarget:
      return SetText(p, std::string(prefix) + RowOf(p).target_proxy);
    case ProxyFate::kStays:
      return p.value;
    case ProxyFate::kGoes:
      break;
  }
  return std::nullopt;
}

std::string BindingHost(const Property& p, std::string_view protocol) {
  const bool by_name =
      EqualsFolded(protocol, "ncacn_ip_tcp") || EqualsFolded(protocol, "ncacn_http");
  const list::Row& row = RowOf(p);
  return by_name && !row.target_server_fqdn.empty() ? row.target_server_fqdn : row.target_server;
}

ActionResult MdbDnOn(const Property& p, const std::string& server_dn) {
  if (server_dn.empty()) return std::nullopt;
  return SetText(p, server_dn + mapi::ServerDnTail(OldText(p)).value_or(""));
}

}  // namespace

ActionResult Keep(const Property& p) { return p.value; }
ActionResult Drop(const Property&) { return std::nullopt; }

ActionResult ToServer(const Property& p) { return SetOrDrop(p, RowOf(p).target_server); }
ActionResult ToServerDn(const Property& p) { return SetOrDrop(p, p.job.server_dn); }
ActionResult ToFqdn(const Property& p) { return SetOrDrop(p, RowOf(p).target_server_fqdn); }
ActionResult ToDn(const Property& p) { return SetOrDrop(p, RowOf(p).target_dn); }
ActionResult ToDnOrDrop(const Property& p) { return SetOrDrop(p, RowOf(p).target_dn); }
ActionResult ToPublicServer(const Property& p) { return SetOrDrop(p, p.job.public_server); }
ActionResult ToPublicServerDn(const Property& p) { return SetOrDrop(p, p.job.public_server_dn); }

ActionResult ToMdbDn(const Property& p) { return MdbDnOn(p, p.job.server_dn); }
ActionResult ToPublicMdbDn(const Property& p) { return MdbDnOn(p, p.job.public_server_dn); }

ActionResult ToUnresolvedName(const Property& p) {
  const list::Row& row = RowOf(p);
  const std::string old = OldText(p);
  if (mapi::LooksLikeDn(old)) return SetText(p, row.target_dn);
  if (mapi::LooksLikeSmtp(old) && !row.target_smtp.empty()) return SetSmtp(p);
  for (const std::string* name : {&row.alias, &row.display_name}) {
    if (!name->empty()) return SetText(p, *name);
  }
  return SetText(p, row.target_dn);
}

ActionResult ToSmtp(const Property& p) { return SetSmtp(p); }

ActionResult ToAddress(const Property& p) {
  if (mapi::LooksLikeSmtp(OldText(p)) && !RowOf(p).target_smtp.empty()) return SetSmtp(p);
  if (NamesSource(p)) return std::nullopt;
  return p.value;
}

ActionResult ToAccountName(const Property& p) {
  if (!mapi::LooksLikeSmtp(OldText(p))) return p.value;
  return ToAddress(p);
}

ActionResult ReplaceAddress(const Property& p) {
  if (RowOf(p).target_smtp.empty()) return p.value;
  const auto old = TextOf(p.value, p.type, p.job.ansi);
  if (!old && NamesSource(p)) return Misfit(p.job, DecodeWindows1252(p.value.data));
  const auto text = ReplaceAddresses(old.value_or(""), p.job.names, RowOf(p).target_smtp);
  if (!text) return p.value;
  return SetText(p, *text);
}

ActionResult ToBindings(const Property& p) {
  auto bindings = mapi::DecodeMulti(p.value.data, p.type);
  if (!bindings) return p.value;
  const auto form = p.type == mapi::kPtMvString8 ? mapi::TextForm::kAnsi : mapi::TextForm::kUtf16;
  for (Bytes& item : bindings->items) {
    if (std::ranges::find(item, uint8_t{':'}) == item.end()) continue;  // no binding: it stays
    const auto text = mapi::TextToUtf8(item, form, p.job.ansi);
    if (!text) return Misfit(p.job, DecodeWindows1252(item));
    const auto binding = ParseBinding(*text);
    if (!binding) continue;
    const std::string now = std::string(binding->protocol) + ":" +
                            BindingHost(p, binding->protocol) + std::string(binding->rest);
    auto bytes = mapi::TextFromUtf8(now, form, p.job.ansi);
    if (!bytes) return Misfit(p.job, now);
    item = std::move(*bytes);
  }
  return RegValue{p.value.type, mapi::EncodeMulti(*bindings, p.type)};
}

ActionResult ToProxy(const Property& p) { return SetProxy(p, ""); }
ActionResult ToProxyPrincipal(const Property& p) { return SetProxy(p, "msstd:"); }

ActionResult ToProxyFlags(const Property& p) {
  const auto flags = mapi::DecodeLong(p.value.data);
  if (!flags || FateOfProxy(p) != ProxyFate::kGoes) return p.value;
  return RegValue{p.value.type, mapi::EncodeLong(*flags & ~kUseRpcOverHttp)};
}

ActionResult DropOfOldMailbox(const Property& p) {
  if (p.job.new_mailbox && !p.job.arrived) return std::nullopt;
  return p.value;
}

ActionResult ToStoreId(const Property& p) {
  REPOINT_ASSIGN(auto id, MovedStoreId(p.job, p.value.data, p.kind == kPublicSection));
  if (!id) return std::nullopt;
  return RegValue{p.value.type, std::move(*id)};
}

}  // namespace repoint
