#include "update/nicknames.h"

#include <fmt/format.h>

#include <algorithm>
#include <expected>
#include <span>

#include "base/text.h"
#include "list/chain.h"
#include "mapi/legacy_dn.h"

namespace repoint {
namespace {

using Questions = std::span<const size_t>;

// The sink is given so much at a time.
constexpr size_t kPiece = size_t{256} << 10;

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
  Judge(const NicknameRecipient& recipient, Questions dns, Questions addresses,
        const Answers& answers)
      : recipient_(recipient), dns_(dns), addresses_(addresses), answers_(answers) {}

  // Where the recipient is now; nullopt: nothing to do.
  std::expected<std::optional<NewAddress>, std::string> Run() {
    for (const size_t question : dns_) {
      if (auto fits = Take(question); !fits) return Stays(fits.error());
    }
    for (const size_t question : addresses_) {
      if (auto fits = Take(question); !fits) return Stays(fits.error());
      if (!recipient_.dns.empty() || !IsRecycled(answers_.At(question))) continue;
      return Stays(
          "the list has the address as the old one of a mailbox and the new one of "
          "another; choose the recipient anew");
    }
    auto now = last_ ? Moved() : Arrived();
    if (!now || !IsStale(*now)) return std::nullopt;
    if (!recipient_.doubt.empty()) {
      if (found_ == nullptr) return std::nullopt;
      return Stays(recipient_.doubt);
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

  std::optional<NewAddress> Moved() {
    if (recipient_.is_exchange) return std::move(last_);
    if (!last_->smtp.empty()) return NewAddress{"", std::move(last_->smtp)};
    return NewAddress{"", std::string(mapi::BareSmtp(recipient_.address))};
  }

  // A recipient that the row has at the target already: what is left of the source beside it.
  std::optional<NewAddress> Arrived() const {
    const auto& questions = recipient_.is_exchange ? dns_ : addresses_;
    if (questions.empty()) return std::nullopt;
    const auto& target = answers_.At(questions.front()).target;
    if (!target) return std::nullopt;
    if (!recipient_.is_exchange) {
      return NewAddress{"", std::string(mapi::BareSmtp(recipient_.address))};
    }
    const auto keys = list::SourceKeys(*target);
    const bool old = std::ranges::find(keys, list::SmtpKey(recipient_.smtp)) != keys.end();
    return NewAddress{recipient_.address, old ? target->target_smtp : ""};
  }

  // Whether the row calls the recipient anything that is not the new address.
  bool IsStale(const NewAddress& now) const {
    const auto other_dn = [&](const std::string& dn) { return !EqualsFolded(dn, now.dn); };
    const auto other_address = [&](const std::string& address) {
      return HasMarker(address) ||
             (!now.smtp.empty() && !EqualsFolded(mapi::BareSmtp(address), now.smtp));
    };
    return std::ranges::any_of(recipient_.dns, other_dn) ||
           std::ranges::any_of(recipient_.addresses, other_address);
  }

  const NicknameRecipient& recipient_;
  const Questions dns_;
  const Questions addresses_;
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

NicknameChange ChangeOf(size_t number, std::string name, const NicknameRecipient& recipient,
                        const NewAddress& now) {
  const std::string& to = now.dn.empty() ? now.smtp : now.dn;
  // Where the DN stays it is the address beside it that has changed.
  if (EqualsFolded(recipient.address, to)) {
    return {number, std::move(name), recipient.smtp, now.smtp};
  }
  return {number, std::move(name), recipient.address, to};
}

// The stream on its way to a sink: what lies between changed rows goes as it is.
class Output {
 public:
  Output(ByteView bytes, const NicknameSink& sink) : bytes_(bytes), sink_(sink) {}

  // `row` is one of the stream's; they come in their order.
  Status Replace(ByteView row, ByteView now) {
    const auto start = static_cast<size_t>(row.data() - bytes_.data());
    REPOINT_TRY(Put(bytes_.subspan(done_, start - done_)));
    done_ = start + row.size();
    return Put(now);
  }
  Status Finish() {
    if (done_ == 0) return {};
    REPOINT_TRY(Put(bytes_.subspan(done_)));
    return Flush();
  }

 private:
  Status Put(ByteView bytes) {
    size_ += bytes.size();
    if (size_ > mapi::kMaxAutocompleteSize) {
      return Fail(ErrorCode::kUnsupported,
                  fmt::format("with the new addresses it would have more than {} bytes, which no "
                              "nickname file of Outlook's has; it is left alone",
                              mapi::kMaxAutocompleteSize));
    }
    if (buffer_.size() + bytes.size() > kPiece) REPOINT_TRY(Flush());
    if (bytes.size() > kPiece) return sink_(bytes);
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
    return {};
  }
  Status Flush() {
    if (buffer_.empty()) return {};
    REPOINT_TRY(sink_(buffer_));
    buffer_.clear();
    return {};
  }

  const ByteView bytes_;
  const NicknameSink& sink_;
  size_t done_ = 0;  // of `bytes_`
  size_t size_ = 0;  // of the new stream so far
  Bytes buffer_;
};

class Readdresser {
 public:
  Readdresser(const mapi::AutocompleteStream& stream, const NicknameQuestions& questions,
              const Answers& answers, const AnsiPage& ansi, const NicknameSink& sink)
      : stream_(stream),
        questions_(questions),
        answers_(answers),
        ansi_(ansi),
        sink_(sink),
        out_(stream.bytes, sink) {}

  Nicknames Run() {
    done_.rows = stream_.rows.size();
    for (const NicknameQuestions::Row& row : questions_.rows) {
      if (IsInList(row)) Readdress(row);
    }
    if (done_.written) done_.written = out_.Finish();
    return std::move(done_);
  }

 private:
  Questions NumbersOf(const NicknameQuestions::Row& row) const {
    return Questions(questions_.numbers).subspan(row.first, row.dns + row.addresses);
  }

  // Most people's rows are not, and need not be read again.
  bool IsInList(const NicknameQuestions::Row& row) const {
    return std::ranges::any_of(NumbersOf(row), [&](size_t question) {
      const list::Answer& answer = answers_.At(question);
      return answer.source || answer.target || answer.fault;
    });
  }

  void Readdress(const NicknameQuestions::Row& row) {
    const ByteView raw = stream_.rows[row.row];
    auto properties = mapi::PropertiesOf(raw);
    const auto recipient = ReadNicknameRow(properties, ansi_);
    const Questions numbers = NumbersOf(row);
    const auto name = [&] { return NameOf(properties, *recipient, ansi_); };
    const auto now =
        Judge(*recipient, numbers.first(row.dns), numbers.subspan(row.dns), answers_).Run();
    if (!now) {
      done_.left.push_back({row.row + 1, name(), now.error()});
      return;
    }
    if (!*now) return;
    const auto changes = ReaddressRow(properties, *recipient, **now, ansi_);
    if (!changes) {
      done_.left.push_back({row.row + 1, name(), changes.error().message});
      return;
    }
    if (changes->empty()) return;
    done_.changed.push_back(ChangeOf(row.row + 1, name(), *recipient, **now));
    if (!sink_ || !done_.written) return;
    for (const auto& [at, bytes] : *changes) properties[at].data = bytes;
    done_.written = out_.Replace(raw, mapi::EncodeAutocompleteRow(properties));
  }

  const mapi::AutocompleteStream& stream_;
  const NicknameQuestions& questions_;
  const Answers& answers_;
  const AnsiPage& ansi_;
  const NicknameSink& sink_;
  Output out_;
  Nicknames done_;
};

}  // namespace

NicknameQuestions QuestionsOf(const mapi::AutocompleteStream& stream, const AnsiPage& ansi,
                              Answers& answers) {
  NicknameQuestions questions;
  for (size_t i = 0; i < stream.rows.size(); ++i) {
    const auto recipient = ReadNicknameRow(mapi::PropertiesOf(stream.rows[i]), ansi);
    if (!recipient) continue;
    const std::vector<std::string>& dns = recipient->dns;
    const std::vector<std::string>& addresses = recipient->addresses;
    if (dns.empty() && addresses.empty()) {
      questions.unread += recipient->needs_code_page ? 1 : 0;
      continue;
    }
    questions.rows.push_back({i, questions.numbers.size(), dns.size(), addresses.size()});
    for (const std::string& dn : dns) {
      questions.numbers.push_back(answers.Ask({list::DnKey(dn), ""}));
    }
    const std::string holder = dns.empty() ? "" : dns.front();
    for (const std::string& address : addresses) {
      questions.numbers.push_back(answers.Ask({list::SmtpKey(address), holder}));
    }
  }
  return questions;
}

Nicknames ReaddressNicknames(const mapi::AutocompleteStream& stream,
                             const NicknameQuestions& questions, const Answers& answers,
                             const AnsiPage& ansi, const NicknameSink& sink) {
  return Readdresser(stream, questions, answers, ansi, sink).Run();
}

}  // namespace repoint
