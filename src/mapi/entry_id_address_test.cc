#include <gtest/gtest.h>

#include "mapi/entry_id.h"
#include "mapi/hex_test_util.h"

namespace repoint::mapi {
namespace {

constexpr char kEmsab[] = "00000000 dca740c8c042101ab4b908002b2fe182 01000000";
constexpr char kOneOff[] = "00000000 812b1fa4bea310199d6e00dd010f5402";
constexpr char kContab[] = "00000000 fe42aa0a18c71a10e8850b651c240000 03000000";
constexpr char kDn[] = "/o=C/ou=HQ/cn=Recipients/cn=bob";
// A PST folder: flags, record key, NID.
constexpr char kFolder[] = "00000000 101112131415161718191a1b1c1d1e1f 42810000";

TEST(AddressBookEntryIdTest, User) {
  const Bytes bytes = Cat({Hex(kEmsab), Hex("00000000"), Z(kDn)});
  const auto id = DecodeAddressBookEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->type, kEmsabUser);
  EXPECT_EQ(id->dn, kDn);
  EXPECT_EQ(EncodeAddressBookEntryId(*id), bytes);
}

TEST(AddressBookEntryIdTest, Container) {
  const auto id = DecodeAddressBookEntryId(Cat({Hex(kEmsab), Hex("00010000"), Z("/")}));
  ASSERT_TRUE(id);
  EXPECT_EQ(id->type, kEmsabContainer);
  EXPECT_EQ(id->dn, "/");
}

TEST(AddressBookEntryIdTest, ZeroPaddingIsKept) {
  const Bytes bytes = Cat({Hex(kEmsab), Hex("00010000"), Z("/"), Hex("0000")});
  const auto id = DecodeAddressBookEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->tail, Hex("0000"));
  EXPECT_EQ(EncodeAddressBookEntryId(*id), bytes);
}

TEST(AddressBookEntryIdTest, OpaqueForms) {
  Bytes ephemeral = Hex(kEmsab), other_version = Hex(kEmsab), other_provider = Hex(kEmsab);
  ephemeral[0] = 0x87;
  other_version[20] = 2;
  other_provider[4] ^= 1;
  const Bytes user = Cat({Hex("00000000"), Z(kDn)});
  for (const Bytes& bytes : {Bytes(), Hex(kEmsab), Cat({Hex(kEmsab), Hex("00000000 2f6f")}),
                             Cat({Hex(kEmsab), user, Hex("01")}), Cat({ephemeral, user}),
                             Cat({other_version, user}), Cat({other_provider, user})}) {
    EXPECT_EQ(DecodeAddressBookEntryId(bytes), std::nullopt) << HexEncode(bytes);
  }
}

// The second account of a profile registers its address book under a uid of its own.
TEST(AddressBookEntryIdTest, OwnProviderIsReadWhenAskedFor) {
  constexpr Uid kOwn = {0x4f, 0x60, 0xe9, 0x5b, 0xe9, 0xaa, 0xf8, 0xc3,
                        0x56, 0xc7, 0xe8, 0x75, 0x57, 0x0c, 0xce, 0xe8};
  const Bytes bytes =
      Cat({Hex("00000000 4f60e95be9aaf8c356c7e875570ccee8 01000000 00010000"), Z("/")});
  EXPECT_EQ(DecodeAddressBookEntryId(bytes), std::nullopt);
  const auto id = DecodeAddressBookEntryId(bytes, kOwn);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->provider, kOwn);
  EXPECT_EQ(EncodeAddressBookEntryId(*id), bytes);
}

TEST(OneOffEntryIdTest, UnicodeFlagMakesUtf16) {
  const Bytes bytes = Cat(
      {Hex(kOneOff), Hex("0000 0180"), WideZ("B\xc3\xbc"), WideZ("SMTP"), WideZ("b@c.example")});
  const auto id = DecodeOneOffEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->flags, 0x8001);
  EXPECT_EQ(id->name, "B\xc3\xbc");
  EXPECT_EQ(id->address_type, "SMTP");
  EXPECT_EQ(id->address, "b@c.example");
  EXPECT_EQ(EncodeOneOffEntryId(*id), bytes);
}

TEST(OneOffEntryIdTest, WithoutItSingleBytesAreKeptRaw) {
  const Bytes bytes = Cat({Hex(kOneOff), Hex("0000 0000"), Z("B\xfc"), Z("EX"), Z(kDn)});
  const auto id = DecodeOneOffEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->name, "B\xfc");
  EXPECT_EQ(id->address, kDn);
  EXPECT_EQ(EncodeOneOffEntryId(*id), bytes);
}

TEST(OneOffEntryIdTest, OpaqueForms) {
  for (const Bytes& bytes :
       {Bytes(), Hex(kOneOff), Cat({Hex(kOneOff), Hex("0000 0000"), Z("B"), Z("SMTP")}),
        Cat({Hex(kOneOff), Hex("0000 0080"), Z("B"), Z("SMTP"), Z("b@c")}),
        Cat({Hex(kOneOff), Hex("0000 0000"), Z("B"), Z("SMTP"), Z("b@c"), Hex("00")})}) {
    EXPECT_EQ(DecodeOneOffEntryId(bytes), std::nullopt) << HexEncode(bytes);
  }
}

TEST(ContactEntryIdTest, ContainerWrapsAFolder) {
  const Bytes provider = Hex("9ae91437696acc9e231d97c80a5b9dd7");
  const Bytes bytes = Cat({Hex(kContab), Hex("03000000"), provider, Hex(kFolder)});
  const auto id = DecodeContactEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->type, 3u);
  EXPECT_EQ(id->provider, provider);
  EXPECT_EQ(id->inner, Hex(kFolder));
  EXPECT_EQ(EncodeContactEntryId(*id), bytes);
}

TEST(ContactEntryIdTest, UserWrapsAMessageWithItsSize) {
  const Bytes bytes = Cat({Hex(kContab), Hex("04000000 02000000 03000000 aabbcc")});
  const auto id = DecodeContactEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->index, 2u);
  EXPECT_EQ(id->inner, Hex("aabbcc"));
  EXPECT_TRUE(id->provider.empty());
  EXPECT_EQ(EncodeContactEntryId(*id), bytes);
}

TEST(ContactEntryIdTest, RootHoldsNothing) {
  const Bytes bytes = Cat({Hex(kContab), Hex("01000000")});
  const auto id = DecodeContactEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->type, 1u);
  EXPECT_TRUE(id->inner.empty());
  EXPECT_EQ(EncodeContactEntryId(*id), bytes);
}

TEST(ContactEntryIdTest, OpaqueForms) {
  Bytes other_version = Hex(kContab);
  other_version[20] = 4;
  for (const Bytes& bytes : {Bytes(), Hex(kContab), Cat({Hex(kContab), Hex("03000000 9ae91437")}),
                             Cat({Hex(kContab), Hex("04000000 02000000 04000000 aabbcc")}),
                             Cat({Hex(kContab), Hex("05000000 02000000 02000000 aabbcc")}),
                             Cat({other_version, Hex("01000000")})}) {
    EXPECT_EQ(DecodeContactEntryId(bytes), std::nullopt) << HexEncode(bytes);
  }
}

constexpr Uid kKey = {0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17,
                      0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f};

TEST(FolderStoreKeyTest, PstFolder) { EXPECT_EQ(FolderStoreKey(Hex(kFolder)), kKey); }

TEST(FolderStoreKeyTest, ExchangeFolderAndMessage) {
  for (const size_t size : {size_t{46}, size_t{70}}) {
    Bytes bytes = Hex("00000000 101112131415161718191a1b1c1d1e1f 0100");
    bytes.resize(size, 0xee);
    EXPECT_EQ(FolderStoreKey(bytes), kKey) << size;
  }
}

TEST(FolderStoreKeyTest, OtherSizesAndFlagsHaveNone) {
  Bytes bytes = Hex(kFolder);
  bytes[0] = 0x87;
  EXPECT_EQ(FolderStoreKey(bytes), std::nullopt);
  EXPECT_EQ(FolderStoreKey({}), std::nullopt);
  EXPECT_EQ(FolderStoreKey(Bytes(45, 0)), std::nullopt);
}

TEST(FolderStoreKeyTest, AddressBookIdOfTheSameSizeHasNone) {
  const Bytes bytes = Cat({Hex(kEmsab), Hex("00000000"), Z(std::string(17, 'x'))});
  ASSERT_EQ(bytes.size(), 46u);
  EXPECT_EQ(FolderStoreKey(bytes), std::nullopt);
}

}  // namespace
}  // namespace repoint::mapi
