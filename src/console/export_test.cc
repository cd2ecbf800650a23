#include "console/export.h"

#include <gmock/gmock.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "console/testing/console_fixture.h"
#include "console/testing/sample_objects.h"
#include "list/list.h"
#include "list/testing/sample_keys.h"
#include "list/writer.h"

namespace repoint::console {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr int64_t kNow = 1774940709000;  // 2026-03-31T07:05:09Z
const std::string kList = "share/EMAMappings.tab";

class ExportTest : public testing::TestWithParam<TestEngine> {
 protected:
  ExportTest() {
    files_.PutFolder("share");
    files_.Put("key.pub.pem", list::kSamplePublicKey);
    options_.output = kList;
  }

  Result<ExportResult> Export() {
    return ExportList(*world_.database, world_.project(), options_, files_, kNow);
  }
  std::string Refusal() {
    const auto result = Export();
    return result ? "not refused" : result.error().ToString();
  }
  // What a client finds by a key in the list that was written.
  list::Answer Ask(const list::Key& key, list::OpenOptions options = {}) {
    const auto list = list::MappingList::Open(files_, kList, options, log_).value();
    EXPECT_TRUE(list->indexed());
    return (*list->Find({{.key = key, .holder_dn = {}}}))[0];
  }
  std::string Target(const list::Key& key, list::OpenOptions options = {}) {
    const list::Answer answer = Ask(key, options);
    return answer.source ? answer.source->last->target_smtp : "not found";
  }

  SampleWorld world_{GetParam()};
  SampleProject& sample_ = world_.sample;
  FakeFiles files_;
  ExportOptions options_;
  Log log_;
};

REPOINT_ON_BOTH_ENGINES(ExportTest);

TEST_P(ExportTest, ClientsFindWhatWasExportedThroughTheIndex) {
  for (const char* name : {"Bob", "alice", "carol"}) sample_.AddPair(name);
  const auto result = Export();
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->rows, 3u);
  EXPECT_EQ(result->missing_x500_count, 0u);
  EXPECT_EQ(Target(list::DnKey("/o=contoso/ou=hq/cn=recipients/cn=bob")), "Bob@fabrikam.example");
  EXPECT_EQ(Target(list::SmtpKey("ALICE@contoso.example")), "alice@fabrikam.example");
  EXPECT_TRUE(Ask(list::SmtpKey("carol@fabrikam.example")).target);
  EXPECT_THAT(log_.lines(), IsEmpty());
  EXPECT_THAT(*list::CheckList(files_, kList), IsEmpty());
}

TEST_P(ExportTest, FolderThatIsNotThereIsSaidBeforeAnythingIsRead) {
  sample_.AddPair("a");
  options_.output = "lists/EMAMappings.tab";
  for (const Status& refused : {CheckExport(options_, files_), StatusOf(Export())}) {
    ASSERT_THAT(refused, FailsWith(ErrorCode::kNotFound));
    EXPECT_THAT(refused.error().message,
                AllOf(HasSubstr("there is no folder lists"), HasSubstr("make it")));
  }
  files_.PutFolder("lists");
  EXPECT_THAT(CheckExport(options_, files_), IsOk());
}

TEST_P(ExportTest, WritesTheFormOfTheList) {
  sample_.AddPair("b");
  sample_.AddPair("a");
  ASSERT_THAT(Export(), IsOk());
  const std::string text = *files_.Text(kList);
  EXPECT_THAT(text, StartsWith("#EMAMappings 1\tproject=Move\texported=2026-03-31T07:05:09Z\t"
                               "sorted=SourceDN\nSourceDN\t"));
  EXPECT_LT(text.find("cn=a\t"), text.find("cn=b\t"));
  EXPECT_THAT(text, HasSubstr("\n#end\trows=2\tsha256="));
}

TEST_P(ExportTest, ClientsAcceptTheSignature) {
  sample_.AddPair("jdoe");
  options_.private_key_pem = list::kSamplePrivateKey;
  ASSERT_THAT(Export(), IsOk());
  EXPECT_EQ(Target(list::SmtpKey("jdoe@contoso.example"),
                   {.allow_edited = false, .public_key = "key.pub.pem"}),
            "jdoe@fabrikam.example");
  EXPECT_THAT(*list::CheckList(files_, kList, "key.pub.pem"), IsEmpty());
}

TEST_P(ExportTest, LeavesNothingButItsFilesAndTheLock) {
  sample_.AddPair("jdoe");
  options_.private_key_pem = list::kSamplePrivateKey;
  ASSERT_THAT(Export(), IsOk());
  ASSERT_THAT(Export(), IsOk());
  EXPECT_THAT(files_.AllFiles(),
              ElementsAre("key.pub.pem", kList, kList + ".idx", kList + ".lock", kList + ".sig"));
}

TEST_P(ExportTest, IndexAndSignatureTakeTheirNamesBeforeTheList) {
  sample_.AddPair("jdoe");
  options_.private_key_pem = list::kSamplePrivateKey;
  ASSERT_THAT(Export(), IsOk());
  std::vector<std::string> commits;
  for (const std::string& call : files_.calls()) {
    if (call.starts_with("Commit")) commits.push_back(call);
  }
  EXPECT_THAT(commits, ElementsAre("Commit " + kList + ".idx", "Commit " + kList + ".sig",
                                   "Commit " + kList));
}

TEST_P(ExportTest, ExportsOnlyTheMailboxesAskedFor) {
  for (const char* name : {"a", "b", "c"}) sample_.AddPair(name);
  options_.only = {list::SmtpKey("b@contoso.example")};
  ASSERT_THAT(Export(), IsOk());
  EXPECT_EQ(Export()->rows, 1u);
  EXPECT_EQ(Target(list::SmtpKey("b@contoso.example")), "b@fabrikam.example");
  EXPECT_FALSE(Ask(list::SmtpKey("a@contoso.example")).source);
}

// --- What is refused; the old list stays

class RefusalTest : public ExportTest {
 protected:
  RefusalTest() {
    sample_.AddPair("first");
    EXPECT_THAT(Export(), IsOk());
    for (const char* suffix : {"", ".idx"}) old_.push_back(*files_.Text(kList + suffix));
  }
  ~RefusalTest() override {
    EXPECT_TRUE(files_.Text(kList) == old_[0]);
    EXPECT_TRUE(files_.Text(kList + ".idx") == old_[1]);
    for (const std::string& file : files_.AllFiles()) EXPECT_THAT(file, Not(HasSubstr(".tmp")));
  }

  std::vector<std::string> old_;
};

REPOINT_ON_BOTH_ENGINES(RefusalTest);

TEST_P(RefusalTest, NoRowsAtAll) {
  sample_.Run("DELETE FROM match");
  const auto result = Export();
  ASSERT_THAT(result, FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(result.error().message, HasSubstr("no mailbox of the project Move is migrated"));
}

TEST_P(RefusalTest, DuplicatesThatDisagree) {
  DirectoryObject again = SourceMailbox("first");
  again.key = "another";
  sample_.AddPair(again, TargetMailbox("other"));
  const auto result = Export();
  ASSERT_THAT(result, FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(result.error().message, AllOf(HasSubstr("disagree"), HasSubstr("cn=first")));
}

TEST_P(RefusalTest, Cycles) {
  DirectoryObject back = TargetMailbox("first");
  back.key = "s-back";
  back.proxies = {};
  DirectoryObject home = SourceMailbox("first");
  home.key = "t-home";
  sample_.AddPair(back, home);
  EXPECT_THAT(Refusal(),
              AllOf(HasSubstr("circle"), HasSubstr("/o=Contoso/"), HasSubstr("/o=Fabrikam/")));
}

TEST_P(RefusalTest, RowsThatLeadNowhere) {
  DirectoryObject target = TargetMailbox("lost");
  target.legacy_dn = target.smtp = "";
  sample_.AddPair(SourceMailbox("lost"), target);
  EXPECT_THAT(Refusal(), AllOf(HasSubstr("cn=lost"), HasSubstr("nowhere")));
}

TEST_P(RefusalTest, ValuesThatNoListCanHold) {
  DirectoryObject named = SourceMailbox("named");
  DirectoryObject target = TargetMailbox("named");
  target.display_name = "Two\tnames";
  sample_.AddPair(named, target);
  DirectoryObject split = SourceMailbox("split");
  split.proxies = {"smtp:a@contoso.example\nsmtp:b@contoso.example"};
  sample_.AddPair(split, TargetMailbox("split"));
  EXPECT_THAT(Refusal(), AllOf(HasSubstr("cn=named"), HasSubstr("DisplayName"),
                               HasSubstr("cn=split"), HasSubstr("Proxies")))
      << "both are named";
}

TEST_P(RefusalTest, MissingX500AddressesWhenTheyAreRequired) {
  DirectoryObject target = TargetMailbox("late");
  target.proxies = {};
  sample_.AddPair(SourceMailbox("late"), target);
  options_.require_x500 = true;
  EXPECT_THAT(Refusal(),
              AllOf(HasSubstr("bounce"), HasSubstr("Set-Mailbox 'late@fabrikam.example'"),
                    Not(HasSubstr("first@"))));
}

TEST_P(RefusalTest, KeysThatCannotSign) {
  options_.private_key_pem = "no key";
  EXPECT_THAT(Export(), FailsWith(ErrorCode::kUsage));
}

TEST_P(RefusalTest, AnUnsignedListOverASignedOne) {
  files_.Put(kList + ".sig", "EMAMappings-signature 1\n...");
  EXPECT_THAT(Refusal(), AllOf(HasSubstr("signed"), HasSubstr(kList + ".sig")));
}

TEST_P(RefusalTest, ASecondExportAtTheSameTime) {
  const auto lock = files_.Lock(kList + ".lock");
  EXPECT_THAT(Export(), FailsWith(ErrorCode::kInUse));
}

TEST_P(ExportTest, MissingX500AddressesAreNamedAndCounted) {
  DirectoryObject target = TargetMailbox("late");
  target.proxies = {};
  sample_.AddPair(SourceMailbox("late"), target);
  sample_.AddPair("well");
  const auto result = Export();
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->rows, 2u);
  EXPECT_EQ(result->missing_x500_count, 1u);
  ASSERT_EQ(result->missing_x500.size(), 1u);
  EXPECT_EQ(result->missing_x500[0].target_smtp, "late@fabrikam.example");
}

TEST_P(ExportTest, OfManyMissingX500AddressesSomeAreKept) {
  sample_.AddPairs(1200);
  sample_.Run("UPDATE object SET proxies = '[]'");
  const auto result = Export();
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->missing_x500_count, 1200u);
  EXPECT_EQ(result->missing_x500.size(), 1000u);
}

}  // namespace
}  // namespace repoint::console
