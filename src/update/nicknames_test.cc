#include "update/nicknames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "list/testing/counting_files.h"
#include "list/testing/list_world.h"
#include "mapi/hex_test_util.h"
#include "mapi/testing/nickname_stream.h"
#include "update/testing/sample.h"

namespace repoint {
namespace {

using mapi::AddExRow;
using mapi::AddSmtpRow;
using mapi::AnsiOneOffId;
using mapi::BookEntryId;
using mapi::Cat;
using mapi::ContactId;
using mapi::Hex;
using mapi::NicknameStream;
using mapi::OneOffId;
using mapi::SearchKeyOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kBobDn = "/o=Contoso/ou=HQ/cn=Recipients/cn=bob";
constexpr const char* kBobNow = "/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2";
constexpr const char* kBobSmtp = "bob@contoso.example";
constexpr const char* kBobSmtpNow = "bob.e@fabrikam.example";
constexpr const char* kStranger = "eve@other.example";

// Bob's row, but where he is now is known by his address only.
list::Row BobBySmtp() {
  list::Row row = BobRow();
  row.target_dn.clear();
  return row;
}

struct Readdressed : Nicknames {
  Bytes bytes;  // that were written; else as they were
};

Readdressed Write(const mapi::AutocompleteStream& stream, const NicknameQuestions& questions,
                  const Answers& answers, const AnsiPage& ansi = {}) {
  Readdressed done;
  const auto keep = [&](ByteView piece) {
    done.bytes.insert(done.bytes.end(), piece.begin(), piece.end());
    return Status();
  };
  static_cast<Nicknames&>(done) = ReaddressNicknames(stream, questions, answers, ansi, keep);
  EXPECT_THAT(done.written, IsOk());
  EXPECT_EQ(done.bytes.empty(), done.changed.empty());
  if (done.bytes.empty()) done.bytes = ToBytes(stream.bytes);
  return done;
}

// The stream of `bytes` with what a list of these rows says.
Readdressed Readdress(const Bytes& bytes, const std::vector<list::Row>& rows,
                      const AnsiPage& ansi = {}) {
  const auto stream = mapi::DecodeAutocomplete(bytes);
  EXPECT_THAT(stream, IsOk());
  if (!stream) return {};
  Answers answers;
  const NicknameQuestions questions = QuestionsOf(*stream, ansi, answers);
  std::vector<list::Answer> found;
  for (const list::Query& query : answers.queries()) found.push_back(AnswerOf(rows, query));
  answers.Set(std::move(found));
  return Write(*stream, questions, answers, ansi);
}

void ExpectBecomes(const NicknameStream& before, const NicknameStream& after,
                   const std::vector<list::Row>& rows = {BobRow()}, const AnsiPage& ansi = {}) {
  const Readdressed done = Readdress(before.Build(), rows, ansi);
  EXPECT_EQ(HexEncode(done.bytes), HexEncode(after.Build()));
  EXPECT_EQ(done.changed.size(), 1u);
  EXPECT_THAT(done.left, IsEmpty());
  const Readdressed again = Readdress(done.bytes, rows, ansi);
  EXPECT_EQ(again.changed.size(), 0u);
  EXPECT_EQ(again.bytes, done.bytes);
}

void ExpectStays(const NicknameStream& stream, const std::vector<list::Row>& rows = {BobRow()},
                 const AnsiPage& ansi = {}) {
  const Readdressed done = Readdress(stream.Build(), rows, ansi);
  EXPECT_EQ(HexEncode(done.bytes), HexEncode(stream.Build()));
  EXPECT_EQ(done.changed.size(), 0u);
  EXPECT_THAT(done.left, IsEmpty());
}

// Stays, is counted, and the reason is told.
void ExpectLeft(const NicknameStream& stream, const std::string& why,
                const std::vector<list::Row>& rows = {BobRow()}, const AnsiPage& ansi = {}) {
  const Readdressed done = Readdress(stream.Build(), rows, ansi);
  EXPECT_EQ(HexEncode(done.bytes), HexEncode(stream.Build()));
  EXPECT_EQ(done.changed.size(), 0u);
  EXPECT_THAT(done.left, ElementsAre(Field(&NicknameLeft::why, HasSubstr(why))));
}

NicknameStream ExStream(const mapi::NicknameRow& row) {
  NicknameStream stream;
  AddExRow(stream, row);
  return stream;
}

NicknameStream SmtpStream(const mapi::NicknameRow& row) {
  NicknameStream stream;
  AddSmtpRow(stream, row);
  return stream;
}

// A row of just what the test is about.
NicknameStream RowOf(std::string_view type, std::string_view address) {
  NicknameStream stream;
  stream.Row().Text(0x3002001f, type).Text(0x3003001f, address);
  return stream;
}

TEST(NicknamesTest, ExchangeRowGetsTheNewDnEverywhere) {
  ExpectBecomes(ExStream({.dn = kBobDn}), ExStream({.dn = kBobNow}));
}

TEST(NicknamesTest, ExchangeRowGetsTheNewSmtpAddressToo) {
  ExpectBecomes(ExStream({.dn = kBobDn, .smtp = kBobSmtp}),
                ExStream({.dn = kBobNow, .smtp = kBobSmtpNow}));
}

TEST(NicknamesTest, DnIsFoundInAnyCase) {
  ExpectBecomes(ExStream({.dn = "/O=CONTOSO/OU=HQ/CN=RECIPIENTS/CN=BOB"}),
                ExStream({.dn = kBobNow}));
}

TEST(NicknamesTest, SmtpAddressBesideADnStaysWhenTheNewOneIsNotKnown) {
  list::Row row = BobRow();
  row.target_smtp.clear();
  ExpectBecomes(ExStream({.dn = kBobDn, .smtp = kBobSmtp}),
                ExStream({.dn = kBobNow, .smtp = kBobSmtp}), {row});
}

TEST(NicknamesTest, ExchangeRowWithoutTargetDnBecomesAOneOffSmtpRow) {
  ExpectBecomes(ExStream({.name = "B\xc3\xbc", .dn = kBobDn}),
                SmtpStream({.name = "B\xc3\xbc", .smtp = kBobSmtpNow}), {BobBySmtp()});
}

TEST(NicknamesTest, SmtpRowGetsTheNewAddressEverywhere) {
  ExpectBecomes(SmtpStream({.smtp = kBobSmtp}), SmtpStream({.smtp = kBobSmtpNow}));
}

TEST(NicknamesTest, FurtherAddressOfTheMailboxIsFound) {
  list::Row row = BobRow();
  row.proxies = {"smtp:b@contoso.example"};
  ExpectBecomes(SmtpStream({.smtp = "B@contoso.example"}), SmtpStream({.smtp = kBobSmtpNow}),
                {row});
}

TEST(NicknamesTest, AddressThatStaysTheSameIsNoChange) {
  list::Row row = BobRow();
  row.target_smtp = "BOB@contoso.example";
  ExpectStays(SmtpStream({.smtp = kBobSmtp}), {row});
}

TEST(NicknamesTest, MarkerOfTheMigrationIsMendedWhereTheAddressStays) {
  list::Row row = BobRow();
  row.target_smtp = row.source_smtp;
  ExpectBecomes(SmtpStream({.smtp = "--migrate--bob@contoso.example"}),
                SmtpStream({.smtp = kBobSmtp}), {row});
}

TEST(NicknamesTest, MarkerOfTheMigrationIsMendedWhereTheNewAddressIsNotKnown) {
  list::Row row = BobRow();
  row.target_smtp.clear();
  ExpectBecomes(SmtpStream({.smtp = "--migrate--bob@contoso.example"}),
                SmtpStream({.smtp = kBobSmtp}), {row});
  ExpectBecomes(ExStream({.dn = kBobDn, .smtp = "--migrate--bob@contoso.example"}),
                ExStream({.dn = kBobNow, .smtp = kBobSmtp}), {row});
}

TEST(NicknamesTest, MarkerOfTheMigrationIsMendedBesideTheNewDn) {
  ExpectBecomes(ExStream({.dn = kBobNow, .smtp = "--migrate--bob@contoso.example"}),
                ExStream({.dn = kBobNow, .smtp = kBobSmtpNow}));
}

TEST(NicknamesTest, MarkerOfSomebodyWhoIsNotInTheListStays) {
  ExpectStays(SmtpStream({.smtp = "--migrate--eve@other.example"}));
}

TEST(NicknamesTest, RowsOfOthersStayByteForByte) {
  NicknameStream before(10, 1), after(10, 1);
  AddSmtpRow(before, {.name = "Eve", .smtp = kStranger});
  AddSmtpRow(after, {.name = "Eve", .smtp = kStranger});
  AddExRow(before, {.dn = kBobDn});
  AddExRow(after, {.dn = kBobNow});
  AddExRow(before, {.name = "Bobby", .dn = std::string(kBobDn) + "by"});
  AddExRow(after, {.name = "Bobby", .dn = std::string(kBobDn) + "by"});
  before.Extra(Hex("c0ffee"));
  after.Extra(Hex("c0ffee"));
  ExpectBecomes(before, after);
}

TEST(NicknamesTest, NothingOfTheListChangesNothing) {
  ExpectStays(SmtpStream({.smtp = kStranger}), {AnnaRow()});
  ExpectStays(NicknameStream(), {BobRow()});
}

TEST(NicknamesTest, NicknameNamesWeightAndOrderStay) {
  NicknameStream before, after;
  const auto add = [](NicknameStream& stream, const char* address, uint32_t weight) {
    stream.Row().Text(0x6001001f, kBobSmtp).Text(0x3002001f, "SMTP").Text(0x3003001f, address);
    stream.Text(0x3001001f, kBobSmtp).Text(0x6003001f, kBobSmtp).Text(0x5ff6001f, kBobSmtp);
    stream.Number(0x60040003, weight);
  };
  add(before, kStranger, 9), add(after, kStranger, 9);
  add(before, kBobSmtp, 5), add(after, kBobSmtpNow, 5);
  add(before, kStranger, 1), add(after, kStranger, 1);
  ExpectBecomes(before, after);
}

TEST(NicknamesTest, EntryIdKeepsProviderTypeAndPadding) {
  const auto id = [](std::string_view dn) {
    return Cat({Hex("00000000 4f60e95be9aaf8c356c7e875570ccee8 01000000 06000000"), mapi::Z(dn),
                Hex("0000")});
  };
  ExpectBecomes(ExStream({.dn = kBobDn, .entry_id = id(kBobDn)}),
                ExStream({.dn = kBobNow, .entry_id = id(kBobNow)}));
}

TEST(NicknamesTest, OneOffKeepsItsFlagsAndName) {
  const auto id = [](std::string_view address) {
    Bytes bytes = OneOffId("Old, Bob", address);
    bytes[22] = 0x02;
    return bytes;
  };
  ExpectBecomes(SmtpStream({.smtp = kBobSmtp, .entry_id = id(kBobSmtp)}),
                SmtpStream({.smtp = kBobSmtpNow, .entry_id = id(kBobSmtpNow)}));
}

TEST(NicknamesTest, OneOffThatNamesADnGetsTheNewOne) {
  ExpectBecomes(ExStream({.dn = kBobDn, .entry_id = OneOffId("Bob", kBobDn, "EX")}),
                ExStream({.dn = kBobNow, .entry_id = OneOffId("Bob", kBobNow, "EX")}));
}

TEST(NicknamesTest, PrefixOfTheAddressIsKept) {
  ExpectBecomes(RowOf("SMTP", "smtp:bob@contoso.example"),
                RowOf("SMTP", "smtp:bob.e@fabrikam.example"));
}

TEST(NicknamesTest, SpellingOfTheAddressTypeIsKept) {
  ExpectBecomes(RowOf("smtp", kBobSmtp), RowOf("smtp", kBobSmtpNow));
}

TEST(NicknamesTest, TextsKeepTheirTerminators) {
  const auto stream = [](std::string_view address) {
    NicknameStream made;
    made.Row().Text(0x3002001f, "SMTP");
    made.Data(0x3003001f, Cat({mapi::WideZ(address), Hex("00000000")}));
    return made;
  };
  ExpectBecomes(stream(kBobSmtp), stream(kBobSmtpNow));
}

TEST(NicknamesTest, AnsiPropertiesAreRewrittenAsAnsi) {
  ExpectBecomes(ExStream({.dn = kBobDn, .smtp = kBobSmtp, .ansi = true}),
                ExStream({.dn = kBobNow, .smtp = kBobSmtpNow, .ansi = true}));
  ExpectBecomes(SmtpStream({.smtp = kBobSmtp, .ansi = true}),
                SmtpStream({.smtp = kBobSmtpNow, .ansi = true}));
}

TEST(NicknamesTest, NewOneOffOfAnAnsiRowIsAnsi) {
  ExpectBecomes(ExStream({.name = "B\xfc", .dn = kBobDn, .ansi = true}),
                SmtpStream({.name = "B\xfc", .smtp = kBobSmtpNow, .ansi = true}), {BobBySmtp()});
}

TEST(NicknamesTest, AnsiTextGoesThroughTheCodePage) {
  list::Row row = BobRow();
  row.source_dn = "/o=Contoso/ou=HQ/cn=Recipients/cn=b\xc3\xbc";
  row.target_dn = "/o=Fabrikam/ou=Berlin/cn=Recipients/cn=\xc3\xb6";
  const AnsiPage western = CodePage::Find(1252).value();
  ExpectBecomes(ExStream({.dn = "/o=Contoso/ou=HQ/cn=Recipients/cn=b\xfc", .ansi = true}),
                ExStream({.dn = "/o=Fabrikam/ou=Berlin/cn=Recipients/cn=\xf6", .ansi = true}),
                {row}, western);
}

TEST(NicknamesTest, TextThatDoesNotFitTheCodePageLeavesTheRow) {
  list::Row row = BobRow();
  row.target_dn = "/o=Fabrikam/ou=Berlin/cn=Recipients/cn=\xd0\xb1";
  ExpectLeft(ExStream({.dn = kBobDn, .ansi = true}), "code page 1252", {row},
             CodePage::Find(1252).value());
  ExpectLeft(ExStream({.dn = kBobDn}), "give -CodePage", {row});
}

TEST(NicknamesTest, BothStringTypesOfAPropertyAreRewritten) {
  const auto stream = [](std::string_view address) {
    NicknameStream made = RowOf("SMTP", address);
    return made.Text(0x3003001e, address).Text(0x39fe001e, address);
  };
  ExpectBecomes(stream(kBobSmtp), stream(kBobSmtpNow));
}

TEST(NicknamesTest, MissingPropertiesAreNotMade) {
  ExpectBecomes(RowOf("EX", kBobDn), RowOf("EX", kBobNow));
}

TEST(NicknamesTest, EmptyPropertiesStayEmpty) {
  const auto stream = [](std::string_view address) {
    return RowOf("SMTP", address).Data(0x300b0102, {}).Data(0x5ff70102, {}).Data(0x39fe001f, {});
  };
  ExpectBecomes(stream(kBobSmtp), stream(kBobSmtpNow));
}

// The contact has the old address and cannot be told of the new one.
TEST(NicknamesTest, RowOfAContactWithAListedAddressNoLongerPointsAtTheContact) {
  ExpectBecomes(SmtpStream({.smtp = kBobSmtp, .entry_id = ContactId()}),
                SmtpStream({.smtp = kBobSmtpNow}));
  ExpectBecomes(ExStream({.dn = kBobDn, .entry_id = ContactId()}), ExStream({.dn = kBobNow}));
  const Bytes wab = Cat({Hex("00000000 c091add3519dcf11a4a900aa0047faa4 02"), Hex("aabb")});
  ExpectBecomes(SmtpStream({.smtp = kBobSmtp, .entry_id = wab}), SmtpStream({.smtp = kBobSmtpNow}));
}

TEST(NicknamesTest, RowOfAContactWhoseAddressStaysPointsAtTheContact) {
  list::Row row = BobRow();
  row.target_smtp = row.source_smtp;
  ExpectStays(SmtpStream({.smtp = kBobSmtp, .entry_id = ContactId()}), {row});
  ExpectStays(SmtpStream({.smtp = kStranger, .entry_id = ContactId()}));
}

TEST(NicknamesTest, RowsOfOtherAddressTypesStay) {
  ExpectStays(RowOf("FAX", kBobSmtp));
  ExpectStays(RowOf("MAPIPDL", kBobDn));
  ExpectStays(RowOf("X400", "c=xx;a= ;p=contoso;s=bob"));
}

TEST(NicknamesTest, RowThatContradictsItselfIsLeft) {
  const auto with = [](uint32_t tag, const Bytes& bytes) {
    return RowOf("SMTP", kBobSmtp).Data(tag, bytes);
  };
  ExpectLeft(with(0x300b0102, SearchKeyOf("SMTP", kStranger)), "search key names somebody else");
  ExpectLeft(with(0x300b0102, SearchKeyOf("EX", kBobDn)), "search key names somebody else");
  ExpectLeft(with(0x300b0102, Hex("00112233445566778899aabbccddeeff")),
             "search key is not understood");
  ExpectLeft(with(0x0fff0102, OneOffId("Eve", kStranger)), "entry id names somebody else");
  ExpectLeft(with(0x0fff0102, BookEntryId(kBobDn)), "entry id names somebody else");
  ExpectLeft(with(0x0fff0102, Hex("aabbcc")), "entry id is not understood");
  ExpectLeft(with(0x0fff0102, {}), "entry id is not understood");
  ExpectLeft(with(0x5ff70102, Hex("aabbcc")), "copy of its entry id is not understood");
  ExpectLeft(with(0x0ff90102, OneOffId("Eve", kStranger)), "entry id names somebody else");
  ExpectLeft(RowOf("SMTP", kBobSmtp).Text(0x39fe001f, kStranger),
             "SMTP address is not its address");
  ExpectLeft(RowOf("SMTP", kBobSmtp).Text(0x3003001e, kStranger), "more than one address");
  ExpectLeft(RowOf("SMTP", kBobSmtp).Text(0x3002001e, "EX"), "more than one address type");
  ExpectLeft(RowOf("SMTP", kBobDn), "address is not of its address type");
  ExpectLeft(RowOf("EX", kBobSmtp), "address is not of its address type");
  NicknameStream untyped;
  ExpectLeft(untyped.Row().Text(0x3003001f, kBobSmtp), "no address type");
}

TEST(NicknamesTest, EntryIdAloneThatNamesAListedDnLeavesTheRow) {
  ExpectLeft(ExStream({.dn = "/o=Other/cn=eve", .entry_id = BookEntryId(kBobDn)}),
             "entry id names somebody else");
}

TEST(NicknamesTest, TextThatCannotBeReadLeavesTheRow) {
  NicknameStream unterminated, odd;
  unterminated.Row().Text(0x3002001f, "SMTP").Data(0x3003001f, Utf16Bytes(kBobSmtp));
  unterminated.Text(0x39fe001f, kBobSmtp);
  ExpectLeft(unterminated, "address cannot be read");
  odd.Row().Text(0x3002001f, "SMTP").Text(0x3003001f, kBobSmtp);
  odd.Data(0x39fe001f, Hex("620000"));
  ExpectLeft(odd, "SMTP address cannot be read");
}

TEST(NicknamesTest, ContradictionsOfOthersAreTheirOwn) {
  ExpectStays(RowOf("SMTP", kStranger).Data(0x0fff0102, Hex("aabbcc")));
  list::Row same = BobRow();
  same.target_smtp = same.source_smtp;
  ExpectStays(RowOf("SMTP", kBobSmtp).Data(0x0fff0102, Hex("aabbcc")), {same});
}

TEST(NicknamesTest, ChangesTellFromWhereToWhere) {
  NicknameStream stream;
  AddSmtpRow(stream, {.name = "Eve", .smtp = kStranger});
  AddSmtpRow(stream, {.name = "Bob", .smtp = kBobSmtp});
  AddExRow(stream, {.name = "Bob E", .dn = kBobDn, .smtp = kBobSmtp});
  AddExRow(stream, {.name = "", .dn = kBobNow, .smtp = kBobSmtp});
  EXPECT_THAT(Readdress(stream.Build(), {BobRow()}).changed,
              ElementsAre(NicknameChange{2, "Bob", kBobSmtp, kBobSmtpNow},
                          NicknameChange{3, "Bob E", kBobDn, kBobNow},
                          NicknameChange{4, kBobNow, kBobSmtp, kBobSmtpNow}));
}

TEST(NicknamesTest, FaultOfTheListLeavesTheRow) {
  const Bytes bytes = ExStream({.name = "Bob", .dn = kBobDn}).Build();
  const auto stream = mapi::DecodeAutocomplete(bytes);
  Answers answers;
  const NicknameQuestions questions = QuestionsOf(*stream, {}, answers);
  list::Answer faulty;
  faulty.fault = std::make_shared<const Error>(
      Error{ErrorCode::kConflict, "the list leads in a circle: line 2, line 3", ""});
  answers.Set({faulty});
  const Readdressed done = Write(*stream, questions, answers);
  EXPECT_EQ(done.bytes, bytes);
  EXPECT_THAT(done.left,
              ElementsAre(NicknameLeft{1, "Bob", "the list leads in a circle: line 2, line 3"}));
}

TEST(NicknamesTest, AddressesOfDifferentMailboxesInTheListLeaveTheRow) {
  list::Row anna = AnnaRow();
  anna.source_dn.clear();
  ExpectLeft(ExStream({.dn = kBobDn, .smtp = anna.source_smtp}), "disagree", {BobRow(), anna});
}

// b@ was Anna's and is Bob's now: a row of b@ alone may mean either.
TEST(NicknamesTest, AddressThatWasGivenToSomebodyElseLeavesTheRow) {
  list::Row anna = AnnaRow();
  anna.source_smtp = kBobSmtpNow;
  ExpectLeft(SmtpStream({.smtp = kBobSmtpNow}), "choose the recipient anew", {BobRow(), anna});
  ExpectBecomes(ExStream({.dn = anna.source_dn, .smtp = kBobSmtpNow}),
                ExStream({.dn = anna.target_dn, .smtp = anna.target_smtp}), {BobRow(), anna});
}

// It could not be read again, neither by a rollback nor by the next update.
TEST(NicknamesTest, StreamThatWouldBecomeTooLargeIsNotWrittenWhole) {
  NicknameStream before;
  AddExRow(before, {.dn = kBobDn});
  const size_t row = before.RowBytes(0).size();
  before.Extra(Bytes(mapi::kMaxAutocompleteSize - row - 28));
  const Bytes bytes = before.Build();
  ASSERT_EQ(bytes.size(), mapi::kMaxAutocompleteSize);
  const auto stream = mapi::DecodeAutocomplete(bytes);
  ASSERT_THAT(stream, IsOk());
  Answers answers;
  const NicknameQuestions questions = QuestionsOf(*stream, {}, answers);
  answers.Set({AnswerOf({BobRow()}, answers.queries().at(0))});
  const auto done =
      ReaddressNicknames(*stream, questions, answers, {}, [](ByteView) { return Status(); });
  EXPECT_THAT(done.written, FailsWith(ErrorCode::kUnsupported));
  EXPECT_EQ(done.changed.size(), 1u);
}

TEST(NicknamesTest, TellsWhatTheSinkSaidAndWhatWouldHaveBeenWritten) {
  const Bytes bytes = ExStream({.dn = kBobDn}).Build();
  const auto stream = mapi::DecodeAutocomplete(bytes);
  Answers answers;
  const NicknameQuestions questions = QuestionsOf(*stream, {}, answers);
  answers.Set({AnswerOf({BobRow()}, answers.queries().at(0))});
  const auto full = [](ByteView) { return Status(Fail(ErrorCode::kIo, "no space left")); };
  const Nicknames done = ReaddressNicknames(*stream, questions, answers, {}, full);
  EXPECT_THAT(done.written, FailsWith(ErrorCode::kIo));
  EXPECT_EQ(done.changed.size(), 1u) << "what would have been written is told";
}

// --- With a real list.

constexpr const char* kColumns = "SourceDN\tTargetDN\tSourceSmtp\tTargetSmtp\n";

// `read`, when given, is how many bytes of the list that took.
Readdressed AskList(const Bytes& bytes, list::ListWorld& world, uint64_t* read = nullptr) {
  const auto stream = mapi::DecodeAutocomplete(bytes).value();
  Answers answers;
  const NicknameQuestions questions = QuestionsOf(stream, {}, answers);
  list::CountingFiles counting(world.files);
  const auto open = list::MappingList::Open(counting, "list", {}, world.log);
  EXPECT_THAT(open, IsOk());
  auto found = (*open)->Find(answers.queries());
  EXPECT_THAT(found, IsOk());
  if (!found) return {};
  if (read != nullptr) *read = counting.bytes_read();
  answers.Set(std::move(*found));
  return Write(stream, questions, answers);
}

TEST(NicknamesOfAListTest, ChainLeadsToItsLastStep) {
  list::ListWorld world(std::string(kColumns) +
                        "/o=A/ou=x/cn=a\t/o=B/ou=x/cn=b\ta@a.example\tb@b.example\n"
                        "/o=B/ou=x/cn=b\t/o=C/ou=x/cn=c\tb@b.example\tc@c.example\n");
  NicknameStream before, after;
  AddExRow(before, {.dn = "/o=A/ou=x/cn=a", .smtp = "a@a.example"});
  AddExRow(before, {.dn = "/o=B/ou=x/cn=b", .smtp = "b@b.example"});
  AddSmtpRow(before, {.smtp = "a@a.example"});
  AddSmtpRow(before, {.smtp = "b@b.example"});
  AddExRow(after, {.dn = "/o=C/ou=x/cn=c", .smtp = "c@c.example"});
  AddExRow(after, {.dn = "/o=C/ou=x/cn=c", .smtp = "c@c.example"});
  AddSmtpRow(after, {.smtp = "c@c.example"});
  AddSmtpRow(after, {.smtp = "c@c.example"});
  const Readdressed done = AskList(before.Build(), world);
  EXPECT_THAT(done.left, IsEmpty());
  EXPECT_EQ(done.changed.size(), 4u);
  EXPECT_EQ(HexEncode(done.bytes), HexEncode(after.Build()));
  EXPECT_EQ(AskList(done.bytes, world).changed.size(), 0u);
}

TEST(NicknamesOfAListTest, RowThatHasAnotherDnDoesNotGetTheMailboxOfItsAddress) {
  list::ListWorld world(std::string(kColumns) +
                        "/o=A/ou=x/cn=new\t/o=B/ou=x/cn=b\ta@a.example\tb@b.example\n");
  const Bytes bytes = ExStream({.dn = "/o=A/ou=x/cn=before", .smtp = "a@a.example"}).Build();
  const Readdressed done = AskList(bytes, world);
  EXPECT_EQ(done.changed.size(), 0u);
  EXPECT_EQ(done.bytes, bytes);
}

TEST(NicknamesOfAListTest, RowThatHasArrivedLosesWhatIsLeftOfTheSource) {
  list::ListWorld world(std::string(kColumns) +
                        "/o=A/ou=x/cn=a\t/o=B/ou=x/cn=b\ta@a.example\tb@b.example\n");
  NicknameStream before, after;
  AddExRow(before, {.dn = "/o=B/ou=x/cn=b", .smtp = "--migrate--a@a.example"});
  AddExRow(before, {.dn = "/o=B/ou=x/cn=b", .smtp = "other@b.example"});
  AddSmtpRow(before, {.smtp = "--migrate--b@b.example"});
  AddExRow(after, {.dn = "/o=B/ou=x/cn=b", .smtp = "b@b.example"});
  AddExRow(after, {.dn = "/o=B/ou=x/cn=b", .smtp = "other@b.example"});
  AddSmtpRow(after, {.smtp = "b@b.example"});
  const Readdressed done = AskList(before.Build(), world);
  EXPECT_EQ(HexEncode(done.bytes), HexEncode(after.Build()));
  EXPECT_EQ(done.changed.size(), 2u);
}

TEST(NicknamesOfAListTest, ContradictionOfARowThatHasArrivedIsItsOwn) {
  list::ListWorld world(std::string(kColumns) +
                        "/o=A/ou=x/cn=a\t/o=B/ou=x/cn=b\ta@a.example\tb@b.example\n");
  NicknameStream stream;
  AddExRow(stream, {.dn = "/o=B/ou=x/cn=b",
                    .smtp = "--migrate--a@a.example",
                    .entry_id = BookEntryId("/o=C/cn=eve")});
  const Readdressed done = AskList(stream.Build(), world);
  EXPECT_EQ(done.bytes, stream.Build());
  EXPECT_THAT(done.left, IsEmpty());
}

TEST(NicknamesOfAListTest, ListOfAddressesAloneTurnsExchangeRowsIntoSmtpOnes) {
  list::ListWorld world("SourceSmtp\tTargetSmtp\na@a.example\tb@b.example\n");
  NicknameStream before, after;
  before.Row().Text(0x3002001f, "EX").Text(0x3003001f, "/o=A/ou=x/cn=a");
  before.Text(0x39fe001f, "a@a.example");
  after.Row().Text(0x3002001f, "SMTP").Text(0x3003001f, "b@b.example");
  after.Text(0x39fe001f, "b@b.example");
  const Readdressed done = AskList(before.Build(), world);
  EXPECT_EQ(HexEncode(done.bytes), HexEncode(after.Build()));
}

TEST(NicknamesOfAListTest, TenThousandRowsReadNoMoreOfTheListThanOne) {
  std::string text = kColumns;
  NicknameStream before, after;
  for (int i = 0; i < 10000; ++i) {
    const std::string n = std::to_string(i);
    text += "/o=A/ou=x/cn=a" + n + "\t/o=B/ou=x/cn=b" + n + "\ta" + n + "@a.example\tb" + n +
            "@b.example\n";
    AddExRow(before, {.dn = "/o=A/ou=x/cn=a" + n, .smtp = "a" + n + "@a.example"});
    AddExRow(after, {.dn = "/o=B/ou=x/cn=b" + n, .smtp = "b" + n + "@b.example"});
  }
  list::ListWorld world(text);
  uint64_t read = 0, read_of_one = 0;
  AskList(ExStream({.dn = "/o=A/ou=x/cn=a1"}).Build(), world, &read_of_one);
  const Readdressed done = AskList(before.Build(), world, &read);
  EXPECT_EQ(read, read_of_one);
  EXPECT_EQ(done.changed.size(), 10000u);
  EXPECT_EQ(done.rows, 10000u);
  EXPECT_THAT(done.left, IsEmpty());
  EXPECT_TRUE(done.bytes == after.Build());
}

}  // namespace
}  // namespace repoint
