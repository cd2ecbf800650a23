// Signed lists. docs/list-format.md, "The signature".
#include "list/signature.h"

#include <gmock/gmock.h>

#include "base/testing/result_matchers.h"
#include "list/base64.h"
#include "list/testing/list_world.h"
#include "list/testing/sample_keys.h"
#include "list/writer.h"

namespace repoint::list {
namespace {

using testing::HasSubstr;

constexpr std::string_view kOtherPublic =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1UT0F+c0ty7WcUOTRhrJ/VJbBSs5\n"
    "FPtv+WnXhhJtdq0AaQuWAFRpFMe67mJfxqH4IeN0AK5DjVQE8oBOZnh07A==\n"
    "-----END PUBLIC KEY-----\n";
constexpr std::string_view kP384Public =
    "-----BEGIN PUBLIC KEY-----\n"
    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEX55b5mixnWWg9lUxtTjrZvgPhYJI+Nlj\n"
    "IFIuZTNJUjWW7/pTrYiZS8+TS4Q4UCMnDsejY/TNmgivfp3DGebe4BZucHb8uVSH\n"
    "MJy/iatWOc/XsUs93s6z2kF3Y1/V6X0M\n"
    "-----END PUBLIC KEY-----\n";
// Made with: printf message | openssl dgst -sha256 -sign key.pem
constexpr std::string_view kSignatureOfMessage =
    "304402205e6818b1fe6dcb0a89174b3a1fd0731d2f6efcecef55ba4fc2bc0ab14cc924"
    "5402207cc9c9bd90ee845dd452496ef17f257b2bd080b116a6bc2d9930a20b41b005d5";

const OpenOptions kSigned = {.allow_edited = false, .public_key = "key.pub.pem"};
constexpr std::string_view kRows =
    "SourceDN\tTargetDN\n/o=A/cn=a\t/o=B/cn=a\n/o=A/cn=b\t/o=B/cn=b\n";

struct SignedWorld : ListWorld {
  SignedWorld() : ListWorld(OurList(kRows, 2)) {
    files.Put("key.pub.pem", kSamplePublicKey);
    EXPECT_THAT(SignList(files, "list", std::string(kSamplePrivateKey)), IsOk());
  }
};

TEST(SignatureTest, MessageIsTitleSizeAndRoot) {
  Sha256Digest root{};
  root[0] = 0xAA;
  const Bytes message = SignedMessage(0x0102, root);
  EXPECT_EQ(HexEncode(message),
            "454d414d617070696e67732031"
            "00"
            "0201000000000000"
            "aa" +
                std::string(62, '0'));
}

TEST(SignatureTest, SignatureOfOpenSslIsAccepted) {
  const auto key = ParsePublicKey(kSamplePublicKey);
  ASSERT_THAT(key, IsOk());
  const Bytes der = *HexDecode(kSignatureOfMessage);
  EXPECT_THAT(VerifyP256(*key, AsBytes("message"), der), IsOkAndHolds(true));
  EXPECT_THAT(VerifyP256(*key, AsBytes("massage"), der), IsOkAndHolds(false));
}

TEST(SignatureTest, DerSignatureGivesRAndS) {
  // 30 07 | 02 02 00 FF | 02 01 05
  const auto signature = ParseDerSignature(Bytes{0x30, 7, 2, 2, 0, 0xFF, 2, 1, 5});
  ASSERT_THAT(signature, IsOk());
  EXPECT_EQ((*signature)[31], 0xFF);
  EXPECT_EQ((*signature)[63], 5);
}

TEST(SignatureTest, EveryCutDerSignatureIsRefused) {
  const Bytes der = *HexDecode(kSignatureOfMessage);
  for (size_t size = 0; size < der.size(); ++size) {
    EXPECT_FALSE(ParseDerSignature(ByteView(der).first(size))) << size;
  }
}

TEST(SignatureTest, KeyOfAnotherCurveIsRefused) {
  EXPECT_THAT(ParsePublicKey(kP384Public), FailsWith(ErrorCode::kDamaged));
}

TEST(SignatureTest, PrivateKeyIsNoPublicKey) {
  EXPECT_THAT(ParsePublicKey(kSamplePrivateKey), FailsWith(ErrorCode::kDamaged));
}

TEST(SignatureTest, Base64IsThatOfTheStandard) {
  // RFC 4648 section 10.
  EXPECT_EQ(Base64Encode(AsBytes("foobar")), "Zm9vYmFy");
  EXPECT_EQ(Base64Encode(AsBytes("fooba")), "Zm9vYmE=");
  EXPECT_EQ(Base64Encode(AsBytes("foob")), "Zm9vYg==");
  EXPECT_EQ(Base64Decode("Zm9v\r\nYg=="), ToBytes("foob"));
  EXPECT_EQ(Base64Decode("Zm9"), std::nullopt);
  EXPECT_EQ(Base64Decode("Zm9*"), std::nullopt);
  EXPECT_EQ(Base64Decode("Zg=A"), std::nullopt);
}

TEST(SignedListTest, SignedListIsAccepted) {
  SignedWorld world;
  const auto answers = world.Ask({{DnKey("/o=A/cn=a"), {}}}, kSigned);
  ASSERT_THAT(answers, IsOk());
  EXPECT_TRUE((*answers)[0].source);
}

TEST(SignedListTest, SignedListIsAcceptedThroughItsIndex) {
  SignedWorld world;
  ASSERT_THAT(WriteIndex(world.files, "list"), IsOk());
  const auto list = world.Open(kSigned);
  ASSERT_THAT(list, IsOk());
  EXPECT_TRUE((*list)->indexed());
  EXPECT_TRUE((*(*list)->Find({{DnKey("/o=A/cn=a"), {}}}))[0].source);
}

TEST(SignedListTest, MissingSignatureIsRefused) {
  SignedWorld world;
  ASSERT_THAT(world.files.Remove("list.sig"), IsOk());
  EXPECT_THAT(world.Refusal(kSigned), HasSubstr("signature of the list is missing"));
}

TEST(SignedListTest, SignatureOfAnotherKeyIsRefused) {
  SignedWorld world;
  world.files.Put("key.pub.pem", kOtherPublic);
  EXPECT_THAT(world.Refusal(kSigned), HasSubstr("signature of the list is wrong"));
}

TEST(SignedListTest, ChangedListWithAFittingEndLineIsRefused) {
  SignedWorld world;
  std::string rows(kRows);
  rows[rows.find("/o=B") + 3] = 'X';
  world.files.Put("list", OurList(rows, 2));
  EXPECT_THAT(world.Refusal(kSigned), HasSubstr("signature of the list is wrong"));
}

TEST(SignedListTest, AllowEditedDoesNotOverrideTheSignature) {
  SignedWorld world;
  std::string text = *world.files.Text("list");
  text[text.find("/o=B") + 3] = 'X';
  world.files.Put("list", text);
  OpenOptions options = kSigned;
  options.allow_edited = true;
  EXPECT_THAT(world.Refusal(options), HasSubstr("signature of the list is wrong"));
}

TEST(SignedListTest, NewIndexOfAChangedListDoesNotHelp) {
  SignedWorld world;
  std::string rows(kRows);
  rows[rows.find("/o=B") + 3] = 'X';
  world.files.Put("list", OurList(rows, 2));
  ASSERT_THAT(WriteIndex(world.files, "list"), IsOk());
  EXPECT_THAT(world.Refusal(kSigned), HasSubstr("signature of the list is wrong"));
}

TEST(SignedListTest, ChangedRowIsRefusedThroughTheIndex) {
  SignedWorld world;
  ASSERT_THAT(WriteIndex(world.files, "list"), IsOk());
  std::string text = *world.files.Text("list");
  text[text.find("/o=B") + 3] = 'X';
  world.files.Put("list", text);
  EXPECT_THAT(world.Refusal(kSigned), HasSubstr("edited by hand"));
}

TEST(SignedListTest, MissingPublicKeyIsAnError) {
  SignedWorld world;
  ASSERT_THAT(world.files.Remove("key.pub.pem"), IsOk());
  EXPECT_THAT(world.Open(kSigned), FailsWith(ErrorCode::kNotFound));
}

TEST(SignedListTest, DamagedSignatureFileIsRefused) {
  SignedWorld world;
  world.files.Put("list.sig", "EMAMappings-signature 1\n!!!\n");
  EXPECT_THAT(world.Refusal(kSigned), HasSubstr("signature of the list is wrong"));
}

TEST(SignedListTest, CheckNamesAWrongSignature) {
  SignedWorld world;
  world.files.Put("key.pub.pem", kOtherPublic);
  const auto faults = CheckList(world.files, "list", "key.pub.pem");
  ASSERT_THAT(faults, IsOk());
  EXPECT_THAT(*faults, testing::ElementsAre(HasSubstr("signature")));
}

TEST(PublicKeyTest, BelongsToThePrivateKey) {
  EXPECT_THAT(PublicKeyOf(kSamplePrivateKey), IsOkAndHolds(std::string(kSamplePublicKey)));
  EXPECT_THAT(PublicKeyOf(kSamplePublicKey), FailsWith(ErrorCode::kDamaged));
}

}  // namespace
}  // namespace repoint::list
