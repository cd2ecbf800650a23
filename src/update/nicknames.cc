#include "update/nicknames.h"

#include <fmt/format.h>

#include <algorithm>
#include <expected>

#include "base/text.h"
#include "list/chain.h"
#include "mapi/legacy_dn.h"

namespace repoint {
namespace {

using Row = NicknameQuestions::Row;

// Of a row; rather less than more.
constexpr size_t kUsualProperties = 8;

// Why a row stays, for people.
using Stays = std::unexpected<std::string>;

bool HasMarker(std::string_view address) {
  constexpr std::string_view kPrefix = "SMTP:";
  if (StartsWithFolded(address, kPrefix)) address.remove_prefix(kPrefix.size());
  return mapi::BareSmtp(address).size() != address.size();
}

bool Leads(const list::Row& row, const list::Row& to) {
  const auto next = list::NextKey(row);
  const auto keys = list::SourceKeys(to);
  return next && std::ranges::find(keys, *next) != keys.end();
}

// Addresses get recycled. One that is the old address of one mailbox and the new one of another
// does not tell whom a row means, unless the row has a DN beside it.
bool IsRecycled(const list::Answer& answer) {
  return answer.source && answer.target &&
         !list::SameTarget(*answer.source->last, *answer.target) &&
         !Leads(*answer.target, *answer.source->first);
}

class Judge {
 public:
  Judge(const Row& row, const Answers& answers) : row_(row), answers_(answers) {}

  // Where the recipient is now; nullopt: nothing to do.
  std::expected<std::optional<NewAddress>, std::string> Run() {
    for (const size_t question : row_.dns) {
      if (auto fits = Take(question); !fits) return Stays(fits.error());
    }
    for (const size_t question : row_.addresses) {
      if (auto fits = Take(question); !fits) return Stays(fits.error());
      if (!row_.recipient.dns.empty() || !IsRecycled(answers_.At(question))) continue;
      return Stays(
          "the list has the address as the old one of a mailbox and the new one of "
          "another; choose the recipient anew");
    }
    const auto now = last_ ? Moved() : Arrived();
    if (!now || !IsStale(*now)) return std::nullopt;
    if (!row_.recipient.doubt.empty()) {
      if (!last_) return std::nullopt;
      return Stays(row_.recipient.doubt);
    }
    return now;
  }

 private:
  std::expected<void, std::string> Take(size_t question) {
    const list::Answer& answer = answers_.At(question);
    if (answer.fault) return Stays(answer.fault->ToString());
    if (!answer.source) return {};
    const list::Row& last = *answer.source->last;
    if (!found_) {
      found_ = &*answer.source;
      last_ = NewAddress{last.target_dn, last.target_smtp};
      return {};
    }
    if (!list::SameTarget(*found_->last, last)) {
      return Stays(fmt::format("its addresses are in rows of the list that disagree ({} and {})",
                               list::RowPlace(*found_->first),
                               list::RowPlace(*answer.source->first)));
    }
    if (last_->dn.empty()) last_->dn = last.target_dn;
    if (last_->smtp.empty()) last_->smtp = last.target_smtp;
    return {};
  }

  std::optional<NewAddress> Moved() const {
    const NicknameRecipient& recipient = row_.recipient;
    if (recipient.is_exchange) return last_;
    if (!last_->smtp.empty()) return NewAddress{"", last_->smtp};
    return NewAddress{"", std::string(mapi::BareSmtp(recipient.address))};
  }

  // A recipient that the row has at the target already: what is left of the source beside it.
  std::optional<NewAddress> Arrived() const {
    const NicknameRecipient& recipient = row_.recipient;
    const auto& questions = recipient.is_exchange ? row_.dns : row_.addresses;
    if (questions.empty()) return std::nullopt;
    const auto& target = answers_.At(questions.front()).target;
    if (!target) return std::nullopt;
    if (!recipient.is_exchange) {
      return NewAddress{"", std::string(mapi::BareSmtp(recipient.address))};
    }
    const auto keys = list::SourceKeys(*target);
    const bool old = std::ranges::find(keys, list::SmtpKey(recipient.smtp)) != keys.end();
    return NewAddress{recipient.address, old ? target->target_smtp : ""};
  }

  // Whether the row calls the recipient anything that is not the new address.
  bool IsStale(const NewAddress& now) const {
    const NicknameRecipient& recipient = row_.recipient;
    const auto other_dn = [&](const std::string& dn) { return !EqualsFolded(dn, now.dn); };
    const auto other_address = [&](const std::string& address) {
      return HasMarker(address) ||
             (!now.smtp.empty() && !EqualsFolded(mapi::BareSmtp(address), now.smtp));
    };
    return std::ranges::any_of(recipient.dns, other_dn) ||
           std::ranges::any_of(recipient.addresses, other_address);
  }

  const Row& row_;
  const Answers& answers_;
  const list::Found* found_ = nullptr;  // the first one
  std::optional<NewAddress> last_;      // what all that were found know of where it is now
};

std::string NameOf(NicknameProperties row, const NicknameRecipient& recipient,
                   const AnsiPage& ansi) {
  for (const uint16_t id : {kPrDropdownName, kPrDisplayName, kPrNickName}) {
    auto text = NicknameText(row, id, ansi);
    if (text && !text->empty()) return std::move(*text);
  }
  return recipient.address;
}

NicknameChange ChangeOf(const Row& row, std::string name, const NewAddress& now) {
  const NicknameRecipient& recipient = row.recipient;
  const std::string& to = now.dn.empty() ? now.smtp : now.dn;
  // Where the DN stays it is the address beside it that has changed.
  if (EqualsFolded(recipient.address, to)) {
    return {row.row + 1, std::move(name), recipient.smtp, now.smtp};
  }
  return {row.row + 1, std::move(name), recipient.address, to};
}

}  // namespace

NicknameQuestions QuestionsOf(const mapi::AutocompleteStream& stream, const AnsiPage& ansi,
                              Answers& answers) {
  NicknameQuestions questions;
  questions.rows.reserve(std::min(stream.rows.size(), stream.properties.size() / kUsualProperties));
  for (size_t i = 0; i < stream.rows.size(); ++i) {
    auto recipient = ReadNicknameRow(stream.PropertiesOf(stream.rows[i]), ansi);
    if (!recipient) continue;
    if (recipient->dns.empty() && recipient->addresses.empty()) {
      questions.unread += recipient->needs_code_page ? 1 : 0;
      continue;
    }
    Row& row = questions.rows.emplace_back(Row{i, std::move(*recipient)});
    const auto& dns = row.recipient.dns;
    const std::string_view holder = dns.empty() ? std::string_view() : dns.front();
    for (const std::string& dn : row.recipient.dns) {
      row.dns.push_back(answers.Ask({list::DnKey(dn), ""}));
    }
    for (const std::string& address : row.recipient.addresses) {
      row.addresses.push_back(answers.Ask({list::SmtpKey(address), std::string(holder)}));
    }
  }
  return questions;
}

Nicknames ReaddressNicknames(mapi::AutocompleteStream stream, const NicknameQuestions& questions,
                             const Answers& answers, const AnsiPage& ansi) {
  Nicknames done;
  done.rows = stream.rows.size();
  std::vector<NewData> data;  // what changed properties view
  data.reserve(questions.rows.size());
  done.changed.reserve(questions.rows.size());
  for (const Row& row : questions.rows) {
    const auto properties = stream.PropertiesOf(stream.rows[row.row]);
    const auto name = [&] { return NameOf(properties, row.recipient, ansi); };
    const auto now = Judge(row, answers).Run();
    if (!now) {
      done.left.push_back({row.row + 1, name(), now.error()});
      continue;
    }
    if (!*now) continue;
    auto changes = ReaddressRow(properties, row.recipient, **now, ansi);
    if (!changes) {
      done.left.push_back({row.row + 1, name(), changes.error().message});
      continue;
    }
    if (changes->empty()) continue;
    stream.rows[row.row].raw = {};
    done.changed.push_back(ChangeOf(row, name(), **now));
    for (const auto& [at, bytes] : data.emplace_back(std::move(*changes))) {
      properties[at].data = bytes;
    }
  }
  done.bytes = mapi::EncodeAutocomplete(stream);
  return done;
}

}  // namespace repoint
