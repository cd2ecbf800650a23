// Lists that the real program refuses (exit 3): each with a message of its own that says what to
// do.
#include "base/files.h"
#include "base/testing/result_matchers.h"
#include "e2e/command.h"
#include "list/testing/sample_keys.h"
#include "list/writer.h"

namespace repoint {
namespace {

using testing::HasSubstr;

class ListRefusedTest : public CommandTest {
 protected:
  void ExpectRefused(const Finished& run, std::string_view message) {
    EXPECT_EQ(run.exit_code, 3) << Said(run);
    EXPECT_THAT(Said(run), HasSubstr(std::string(message)));
    EXPECT_FALSE(FileExists(out_));
  }
};

TEST_F(ListRefusedTest, MissingListIsNamed) {
  ExpectRefused(Update(Path("no.tab")), "no.tab: the list is not there");
}

TEST_F(ListRefusedTest, ListBesideTheProgramIsTheDefault) {
  ExpectRefused(Run({"-RegFile", in_, "-Out", out_}), "EMAMappings.tab: the list is not there");
}

TEST_F(ListRefusedTest, EmptyList) { ExpectRefused(Update(ListOf("")), "the list is empty"); }

TEST_F(ListRefusedTest, HeaderWithoutRows) {
  ExpectRefused(Update(ListOf(kHeader)), "a header and no rows");
}

TEST_F(ListRefusedTest, NoUsableRow) {
  const std::string list = ListOf(std::string(kHeader) + "/o=Contoso/ou=HQ/cn=a\t\t\n");
  ExpectRefused(Update(list), "usable row");
}

TEST_F(ListRefusedTest, EditedList) {
  std::string text = ReadTestFile(list_);
  text.replace(text.find("EXTGT04"), 7, "EXTGT05");
  ExpectRefused(Update(ListOf(text)), "edited by hand");
}

TEST_F(ListRefusedTest, ListCutShort) {
  const std::string text = ReadTestFile(list_);
  ExpectRefused(Update(ListOf(text.substr(0, text.size() / 2))), "cut short in copying");
}

TEST_F(ListRefusedTest, LoneDnListIsToldItsMissingColumns) {
  ExpectRefused(Update(ListOf("/o=C/ou=H/cn=Recipients/cn=a\n/o=C/ou=H/cn=Recipients/cn=b\n")),
                "TargetDN");
}

TEST_F(CommandTest, AllowEditedReadsAnEditedList) {
  std::string text = ReadTestFile(list_);
  text.replace(text.find("EXTGT04"), 7, "EXTGT05");
  EXPECT_EQ(Update(ListOf(text), {"-AllowEdited"}).exit_code, 0);
  EXPECT_TRUE(FileExists(out_));
}

class SignedListTest : public ListRefusedTest {
 protected:
  SignedListTest() {
    WriteTestFile(Path("key.pub.pem"), list::kSamplePublicKey);
    ListOf(std::string(kHeader) + kBobby);
  }
  void Sign() {
    EXPECT_THAT(
        list::SignList(SystemFiles(), Path("list.tab"), std::string(list::kSamplePrivateKey)),
        IsOk());
  }
  Finished SignedUpdate() { return Update(Path("list.tab"), {"-PublicKey", Path("key.pub.pem")}); }
};

TEST_F(SignedListTest, UnsignedListIsRefused) {
  ExpectRefused(SignedUpdate(), "the signature of the list is missing");
}

TEST_F(SignedListTest, SignatureOfAnotherListIsRefused) {
  Sign();
  ListOf(std::string(kHeader) + kBobby + "/o=C/ou=H/cn=x\t/o=F/ou=B/cn=x\tEXTGT02\n");
  ExpectRefused(SignedUpdate(), "signature");
}

TEST_F(SignedListTest, MissingKeyIsRefused) {
  Sign();
  ExpectRefused(Update(Path("list.tab"), {"-PublicKey", Path("no.pem")}), "no.pem");
}

TEST_F(SignedListTest, SignedListIsUsed) {
  Sign();
  const Finished run = SignedUpdate();
  EXPECT_EQ(run.exit_code, 0) << Said(run);
  EXPECT_TRUE(FileExists(out_));
}

}  // namespace
}  // namespace repoint
