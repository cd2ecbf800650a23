#include "update/testing/sample.h"

#include <cstdio>
#include <cstdlib>

#include "base/text.h"
#include "registry/testing/reg_text.h"

namespace repoint {
namespace {

constexpr std::string_view kSkeleton = R"([admin]
"01023d0e"=bin:{service}
"01023d00"=bin:{private}{delegate}{public}
"01023d02"=bin:{transport}
[service]
"001f3d09"=wide:"MSEMS"
"01023d15"=bin:{settings}
"01023d00"=bin:{private}{delegate}{public}
"01023d02"=bin:{transport}
[settings]
"001e6602"="EXSRC01"
"001e6603"="/o=Contoso/ou=HQ/cn=Recipients/cn=bob"
"001f6641"=wide:"SMTP:bob@contoso.example"
"01023d00"=bin:{private}{delegate}{public}
[private]
"00033e03"=bin:21000000
"01023d0c"=bin:{service}
"01023414"=bin:5494a1c0297f101ba58708002b2a2517
"01020ff9"=bin:b0b00000000000000000000000000001
[delegate]
"00033e03"=bin:21000000
"01023d0c"=bin:{service}
"01023414"=bin:9eb4770074e411ce8c5e00aa004254e2
"01020ff9"=bin:a11a0000000000000000000000000001
"001e660b"="/o=Contoso/ou=North Site/cn=Recipients/cn=anna"
[public]
"00033e03"=bin:21000000
"01023d0c"=bin:{service}
"01023414"=bin:78b2fa70aff711cd9bc800aa002fc45a
"01020ff9"=bin:0f0f0000000000000000000000000001
[transport]
"00033e03"=bin:24000000
"01023d0c"=bin:{service}
)";

// Outlook 97 to 2002 names its services in ANSI and has one settings section for the profile.
constexpr std::string_view kAnsiNames = R"([service]
"001f3d09"=-
"001e3d09"="MSEMS"
[settings]
"001f6641"=-
)";

template <typename T>
T OrAbort(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "sample: %s\n", result.error().ToString().c_str());
  std::abort();
}

bool IsOf(const std::vector<list::Key>& keys, const list::Key& key) {
  for (const list::Key& known : keys) {
    if (known == key) return true;
  }
  return false;
}

const KeyTree* Find(const KeyTree& tree, std::string_view path) {
  const KeyTree* key = &tree;
  for (const std::string_view part : Split(path, '\\')) {
    key = key->FindKey(part);
    if (key == nullptr) return nullptr;
  }
  return key;
}

// Names of the skeleton's own values in a section, folded.
std::vector<NamedValue> SkeletonValues(std::string_view path) {
  MemoryRegistry registry = LoadRegText(ToRegText(kSkeleton, "S"));
  return OrAbort(registry.Values("S\\" + std::string(path))).value_or(std::vector<NamedValue>());
}

}  // namespace

list::Row BobRow() {
  list::Row row;
  row.source_dn = "/o=Contoso/ou=HQ/cn=Recipients/cn=bob";
  row.target_dn = "/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2";
  row.display_name = "Example, Bob";
  row.alias = "bob2";
  row.source_smtp = "bob@contoso.example";
  row.target_smtp = "bob.e@fabrikam.example";
  row.source_server = "EXSRC01";
  row.target_server = "EXTGT02";
  row.target_server_fqdn = "extgt02.fabrikam.example";
  row.line = 1;
  return row;
}

list::Row AnnaRow() {
  list::Row row;
  row.source_dn = "/o=Contoso/ou=North Site/cn=Recipients/cn=anna";
  row.target_dn = "/o=Fabrikam/ou=Berlin/cn=Recipients/cn=anna2";
  row.source_smtp = "anna@contoso.example";
  row.target_smtp = "anna.e@fabrikam.example";
  row.source_server = "EXSRC03";
  row.target_server = "EXTGT04";
  row.target_server_fqdn = "extgt04.fabrikam.example";
  row.line = 2;
  return row;
}

std::string BobStore() {
  return std::string(kPrivateHead) + "'EXSRC01' 00 '/o=Contoso/ou=HQ/cn=Recipients/cn=bob' 00";
}
std::string AnnaStore() {
  return std::string(kPrivateHead) +
         "'EXSRC03' 00 '/o=Contoso/ou=North Site/cn=Recipients/cn=anna' 00";
}
std::string PstStore() {
  return "00000000 38a1bb1005e5101aa1bb08002b2a56c2 0000 'mspst.dll' 00 00000000 "
         "4e495441f9bfb80100aa0037d96e0000 0000 w'C:/a.pst' 0000";
}
std::string PstFolder(std::string_view record_key) {
  return "00000000" + std::string(record_key) + "42810000";
}
std::string ExchangeFolder(std::string_view record_key) {
  return "00000000" + std::string(record_key) +
         "0100 0102030405060708090a0b0c0d0e0f10 000000012345 0000";
}
std::string BookId(std::string_view type, std::string_view dn, std::string_view uid) {
  return "00000000" + std::string(uid) + "01000000" + std::string(type) + "'" + std::string(dn) +
         "' 00";
}

list::Answer AnswerOf(const std::vector<list::Row>& rows, const list::Query& query) {
  list::Answer answer;
  for (const list::Row& row : rows) {
    if (IsOf(list::SourceKeys(row), query.key)) {
      const auto first = std::make_shared<const list::Row>(row);
      answer.source = {first, first};
      for (const list::Row& next : rows) {
        if (!EqualsFolded(next.source_dn, row.target_dn)) continue;
        answer.source->last = std::make_shared<const list::Row>(next);
      }
    }
    if (IsOf(list::TargetKeys(row), query.key)) {
      answer.target = std::make_shared<const list::Row>(row);
    }
  }
  return answer;
}

Sample& Sample::With(std::string_view section, std::string_view lines) {
  lines_ += "[" + std::string(section) + "]\n" + std::string(lines) + "\n";
  return *this;
}

Profile Sample::Read() const {
  const ProfileRef ref{root, "Outlook", true};
  std::string text(kSkeleton);
  if (ansi_only) text += kAnsiNames;
  MemoryRegistry registry = LoadRegText(ToRegText(text + lines_, ref.Key()));
  return OrAbort(ReadProfile(registry, ref, ansi));
}

Result<ProfileMatch> Sample::Match() const {
  Answers answers;
  const ProfileQuestions questions = QuestionsOf(Read(), answers);
  std::vector<list::Answer> found;
  for (const list::Query& query : answers.queries()) found.push_back(AnswerOf(rows, query));
  answers.Set(std::move(found));
  return MatchProfile(questions, answers);
}

Result<Plan> Sample::MakePlan() const {
  REPOINT_ASSIGN(const ProfileMatch match, Match());
  return repoint::MakePlan(Read(), match, options);
}

std::string Sample::After(std::string_view section) const {
  const auto plan = MakePlan();
  if (!plan) return "failed: " + plan.error().ToString();
  const std::string path = SectionPath(section);
  const KeyTree* key = Find(plan->after, path);
  if (key == nullptr) return "(no section)";
  std::vector<NamedValue> values = key->values;
  for (const NamedValue& own : SkeletonValues(path)) {
    const bool about = lines_.find("\"" + own.name + "\"=") != std::string::npos;
    if (!about) std::erase_if(values, [&](const auto& v) { return v.name == own.name; });
  }
  return Show(std::move(values));
}

std::string Sample::Leftovers() const {
  const auto plan = MakePlan();
  if (!plan) return "failed: " + plan.error().ToString();
  std::string text;
  for (const Leftover& leftover : plan->leftovers)
    text += leftover.place + ": " + leftover.name + "\n";
  return text;
}

std::string Sample::Failure() const {
  const auto plan = MakePlan();
  return plan ? "" : plan.error().ToString();
}

std::string Explicit(std::string_view section, std::string_view lines) {
  return Sample(MethodChoice::kExplicit).With(section, lines).After(section);
}

std::string Rediscover(std::string_view section, std::string_view lines) {
  return Sample(MethodChoice::kRediscover).With(section, lines).After(section);
}

}  // namespace repoint
