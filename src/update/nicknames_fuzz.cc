// Any bytes as an autocomplete stream whose people are in a list when they have an "a" in their
// name: what comes out is a stream of as many rows, and a second time nothing changes.
#include "base/text.h"
#include "update/nicknames.h"

namespace {

using namespace repoint;

void Check(bool holds) {
  if (!holds) __builtin_trap();
}

// Some rows know where a mailbox is by DN, some by address alone.
list::Answer AnswerOf(const list::Query& query) {
  list::Row row;
  if (query.key.size() % 2 == 0) row.target_dn = "/o=T/cn=t";
  row.target_smtp = "t@t.org";
  list::Answer answer;
  const std::string_view text = std::string_view(query.key).substr(query.key.find(':') + 1);
  if (text.find('a') == std::string_view::npos) return answer;
  (query.key.starts_with("dn:") ? row.source_dn : row.source_smtp) = text;
  const auto shared = std::make_shared<const list::Row>(row);
  answer.source = {shared, shared};
  return answer;
}

struct Done : Nicknames {
  Bytes bytes;
};

Done Readdress(ByteView bytes, const AnsiPage& ansi) {
  const auto stream = mapi::DecodeAutocomplete(bytes);
  if (!stream) return {};
  Answers answers;
  const NicknameQuestions questions = QuestionsOf(*stream, ansi, answers);
  std::vector<list::Answer> found;
  for (const list::Query& query : answers.queries()) found.push_back(AnswerOf(query));
  answers.Set(std::move(found));
  Done done;
  const auto keep = [&](ByteView piece) {
    done.bytes.insert(done.bytes.end(), piece.begin(), piece.end());
    return Status();
  };
  static_cast<Nicknames&>(done) = ReaddressNicknames(*stream, questions, answers, ansi, keep);
  // Without a sink it tells the same.
  const auto told = ReaddressNicknames(*stream, questions, answers, ansi, {});
  Check(told.changed == done.changed && told.left == done.left);
  Check(done.changed.empty() == done.bytes.empty());
  if (done.bytes.empty()) done.bytes = ToBytes(bytes);
  return done;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView bytes(data, size);
  if (!mapi::DecodeAutocomplete(bytes)) return 0;
  static const AnsiPage kWestern = CodePage::Find(1252).value();
  for (const AnsiPage& ansi : {AnsiPage(), kWestern}) {
    const Done once = Readdress(bytes, ansi);
    const Done twice = Readdress(once.bytes, ansi);
    Check(twice.rows == once.rows && twice.changed.empty() &&
          twice.left.size() == once.left.size());
    Check(Equal(twice.bytes, once.bytes));
    if (once.changed.empty()) Check(Equal(once.bytes, bytes));
  }
  return 0;
}
