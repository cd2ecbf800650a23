#include "update/job.h"

#include <fmt/format.h>

#include "base/text.h"
#include "mapi/legacy_dn.h"

namespace repoint {

Job MakeJob(const list::Row& first, const list::Row& last, std::string_view profile_dn,
            const Profile& profile) {
  Job job;
  job.first = first;
  job.last = last;
  job.ansi = profile.ansi;
  job.names = NamesOfRow(first, last);
  job.names.ansi = profile.ansi;
  job.source_dn = first.source_dn.empty() ? profile_dn : first.source_dn;
  job.new_mailbox = last.target_dn.empty() || !EqualsFolded(last.target_dn, job.source_dn);
  job.server_dn = last.target_server_dn;
  if (job.server_dn.empty() && !last.target_server.empty()) {
    job.server_dn = mapi::ServerDn(last.target_dn, last.target_server).value_or("");
  }
  job.public_server =
      last.target_public_server.empty() ? last.target_server : last.target_public_server;
  job.public_server_dn = mapi::WithServerName(job.server_dn, job.public_server).value_or("");
  return job;
}

void AddOwnNames(Job& job, const OwnNames& own) {
  job.own_dns = own.dns;
  if (job.arrived) {
    job.source_dn = job.first.source_dn;
    return;
  }
  SourceNames names;
  names.dns = own.dns;
  names.addresses = own.addresses;
  // What somebody typed may be any address; the row's own one is better.
  if (job.first.source_smtp.empty()) {
    names.addresses.insert(names.addresses.end(), own.typed.begin(), own.typed.end());
  }
  std::erase(names.dns, FoldAscii(job.last.target_dn));
  std::erase(names.addresses, FoldAscii(mapi::BareSmtp(job.last.target_smtp)));
  job.names.Add(names);
}

bool ChangesOrganization(const Job& job) {
  const auto source = mapi::DnOrganization(job.source_dn);
  const auto target = mapi::DnOrganization(job.last.target_dn);
  return source && target && !EqualsFolded(*source, *target);
}

std::unexpected<Error> Misfit(const Job& job, std::string_view text) {
  if (job.ansi) {
    return Fail(ErrorCode::kUnsupported,
                fmt::format("\"{}\" has characters that code page {} of this user's system does "
                            "not have; give the target a name or address that fits",
                            text, job.ansi->number()));
  }
  return Fail(ErrorCode::kUnsupported,
              fmt::format("\"{}\" is not ASCII and the code page of the computer is not known: "
                          "give -CodePage",
                          text));
}

Result<Bytes> AnsiBytes(const Job& job, std::string_view utf8) {
  auto bytes = mapi::TextFromUtf8(utf8, mapi::TextForm::kAnsi, job.ansi);
  if (!bytes) return Misfit(job, utf8);
  return std::move(*bytes);
}

Result<std::string> AnsiText(const Job& job, std::string_view bytes) {
  auto text = mapi::TextToUtf8(ToBytes(bytes), mapi::TextForm::kAnsi, job.ansi);
  if (!text) return Misfit(job, DecodeWindows1252(AsBytes(bytes)));
  return std::move(*text);
}

}  // namespace repoint
