#include "mapi/entry_id.h"

#include <gtest/gtest.h>

#include "mapi/fixture_values.h"
#include "mapi/hex_test_util.h"
#include "mapi/tags.h"
#include "mapi/values.h"

namespace repoint::mapi {
namespace {

// Flags, muidStoreWrap, version and flag, "EMSMDB.DLL" with four zero bytes, wrapped flags, private
// store, HOME_LOGON and TAKE_OWNERSHIP: 60 bytes.
constexpr char kPrivateHead[] =
    "00000000 38a1bb1005e5101aa1bb08002b2a56c2 0000 454d534d44422e444c4c00000000 00000000"
    "1b55fa20aa6611cd9bc800aa002fc45a 0c000000";
constexpr char kPublicHead[] =
    "00000000 38a1bb1005e5101aa1bb08002b2a56c2 0000 454d534d44422e444c4c00000000 00000000"
    "1c830210aa6611cd9bc800aa002fc45a 06000000";
constexpr char kDn[] = "/o=C/ou=HQ/cn=Recipients/cn=bob";
constexpr char kServerDn[] = "/o=C/cn=S";  // 9 characters

// Size 0x14 + 10 + 2 * 5 + 2 = 0x2a; the FQDN at 0x14 + 10 = 0x1e.
Bytes BlockV2() {
  return Cat({Hex("d83521f3 2a000000 01000000 14000000 1e000000"), Z(kServerDn), WideZ("s.co"),
              Hex("0000")});
}
// Size 0x10 + 2 * 4 + 2 = 0x1a.
Bytes BlockV3() {
  return Cat({Hex("e94632f4 1a000000 02000000 10000000"), WideZ("b@c"), Hex("0000")});
}

TEST(StoreEntryIdTest, Version1OfAMailbox) {
  const Bytes bytes = Cat({Hex(kPrivateHead), Z("EXSRC01"), Z(kDn)});
  const auto id = DecodeStoreEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_FALSE(id->is_public);
  EXPECT_EQ(id->head, Hex(kPrivateHead));
  EXPECT_EQ(id->server, "EXSRC01");
  EXPECT_EQ(id->mailbox_dn, kDn);
  EXPECT_FALSE(id->v2);
  EXPECT_FALSE(id->v3_smtp);
  EXPECT_TRUE(id->tail.empty());
  EXPECT_EQ(EncodeStoreEntryId(*id), bytes);
}

TEST(StoreEntryIdTest, Version2TellsTheServersDnAndFqdn) {
  const Bytes bytes = Cat({Hex(kPrivateHead), Z("EXSRC01"), Z(kDn), BlockV2()});
  const auto id = DecodeStoreEntryId(bytes);
  ASSERT_TRUE(id);
  ASSERT_TRUE(id->v2);
  EXPECT_EQ(id->v2->server_dn, kServerDn);
  EXPECT_EQ(id->v2->fqdn, "s.co");
  EXPECT_EQ(EncodeStoreEntryId(*id), bytes);
}

// The only sizes of a real V2 block at hand: 0xc1 in all, FQDN at 0x85, hence 28 characters.
TEST(StoreEntryIdTest, Version2SizesOfARealBlock) {
  StoreEntryId id;
  id.head = Hex(kPrivateHead);
  id.server = "S";
  id.mailbox_dn = kDn;
  id.v2 = {.server_dn = std::string(0x85 - 0x14 - 1, 'd'), .fqdn = std::string(28, 'f')};
  const Bytes bytes = EncodeStoreEntryId(id);
  const size_t block = 60 + 2 + sizeof(kDn);
  EXPECT_EQ(bytes.size() - block, 0xc1u);
  EXPECT_EQ(Bytes(bytes.begin() + block, bytes.begin() + block + 0x14),
            Hex("d83521f3 c1000000 01000000 14000000 85000000"));
}

TEST(StoreEntryIdTest, Version2WithoutFqdnHasOffsetZero) {
  const Bytes bytes =
      Cat({Hex(kPrivateHead), Z("EXSRC01"), Z(kDn),
           Hex("d83521f3 20000000 01000000 14000000 00000000"), Z(kServerDn), Hex("0000")});
  const auto id = DecodeStoreEntryId(bytes);
  ASSERT_TRUE(id);
  ASSERT_TRUE(id->v2);
  EXPECT_EQ(id->v2->fqdn, std::nullopt);
  EXPECT_EQ(EncodeStoreEntryId(*id), bytes);
}

TEST(StoreEntryIdTest, Version2WithEmptyFqdnEndsWithItsTerminator) {
  const Bytes bytes =
      Cat({Hex(kPrivateHead), Z("EXSRC01"), Z(kDn),
           Hex("d83521f3 20000000 01000000 14000000 1e000000"), Z(kServerDn), Hex("0000")});
  const auto id = DecodeStoreEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->v2->fqdn, "");
  EXPECT_EQ(EncodeStoreEntryId(*id), bytes);
}

TEST(StoreEntryIdTest, Version3TellsTheAddress) {
  const Bytes bytes = Cat({Hex(kPrivateHead), Z("bob@c.example"), Z(kDn), BlockV3()});
  const auto id = DecodeStoreEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->v3_smtp, "b@c");
  EXPECT_FALSE(id->v2);
  EXPECT_EQ(EncodeStoreEntryId(*id), bytes);
}

TEST(StoreEntryIdTest, PublicStoreMayEndBehindTheServer) {
  const Bytes bytes = Cat({Hex(kPublicHead), Z("EXPUB01")});
  const auto id = DecodeStoreEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_TRUE(id->is_public);
  EXPECT_EQ(id->server, "EXPUB01");
  EXPECT_EQ(id->mailbox_dn, std::nullopt);
  EXPECT_EQ(EncodeStoreEntryId(*id), bytes);
}

TEST(StoreEntryIdTest, PublicStoreMayNameAMailbox) {
  const Bytes bytes = Cat({Hex(kPublicHead), Z("EXPUB01"), Z(kDn)});
  const auto id = DecodeStoreEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->mailbox_dn, kDn);
  EXPECT_EQ(EncodeStoreEntryId(*id), bytes);
}

TEST(StoreEntryIdTest, PublicStoreMayGoOnWithABlock) {
  for (const Bytes& block : {BlockV2(), BlockV3()}) {
    const Bytes bytes = Cat({Hex(kPublicHead), Z("EXPUB01"), block});
    const auto id = DecodeStoreEntryId(bytes);
    ASSERT_TRUE(id);
    EXPECT_EQ(id->mailbox_dn, std::nullopt);
    EXPECT_NE(id->v2.has_value(), id->v3_smtp.has_value());
    EXPECT_EQ(EncodeStoreEntryId(*id), bytes);
  }
}

TEST(StoreEntryIdTest, ZeroPaddingIsKept) {
  const Bytes bytes = Cat({Hex(kPrivateHead), Z("EXSRC01"), Z(kDn), BlockV2(), Hex("0000")});
  const auto id = DecodeStoreEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->tail, Hex("0000"));
  EXPECT_EQ(EncodeStoreEntryId(*id), bytes);
}

TEST(StoreEntryIdTest, PaddingOfAPublicStoreIsNoMailbox) {
  const auto id = DecodeStoreEntryId(Cat({Hex(kPublicHead), Z("EXPUB01"), Hex("000000")}));
  ASSERT_TRUE(id);
  EXPECT_EQ(id->mailbox_dn, std::nullopt);
  EXPECT_EQ(id->tail, Hex("000000"));
}

TEST(StoreEntryIdTest, TextOfOtherLengthGivesNewSizesAndOffsets) {
  auto id = DecodeStoreEntryId(Cat({Hex(kPrivateHead), Z("EXSRC01"), Z(kDn), BlockV2()}));
  ASSERT_TRUE(id);
  id->v2->server_dn = "/o=C/cn=S2";
  id->v2->fqdn = "s2.co";
  EXPECT_EQ(EncodeStoreEntryId(*id), Cat({Hex(kPrivateHead), Z("EXSRC01"), Z(kDn),
                                          Hex("d83521f3 2d000000 01000000 14000000 1f000000"),
                                          Z("/o=C/cn=S2"), WideZ("s2.co"), Hex("0000")}));
}

TEST(StoreEntryIdTest, OpaqueForms) {
  const Bytes head = Hex(kPrivateHead), v2 = BlockV2();
  Bytes other_store = head, other_wrap = head, other_dll = head, other_version = head;
  other_store[40] ^= 1;
  other_wrap[4] ^= 1;
  other_dll[22] ^= 1;
  other_version[20] ^= 1;
  const Bytes text = Cat({Z("EXSRC01"), Z(kDn)});
  Bytes wrong_size = v2, wrong_offset = v2, wrong_version = v2;
  wrong_size[4] += 7;
  wrong_offset[16] += 2;
  wrong_version[8] += 1;
  const Bytes cases[] = {
      {},
      head,
      Cat({head, Z("EXSRC01")}),                   // a mailbox store without mailbox
      Cat({head, Z("EXSRC01"), Hex("2f6f3d43")}),  // DN without terminator
      Cat({head, text, Hex("01")}),                // something behind it
      Cat({head, text, v2, Hex("00000001")}),
      Cat({head, text, Bytes(v2.begin(), v2.end() - 3)}),
      Cat({head, text, wrong_size}),
      Cat({head, text, wrong_offset}),
      Cat({head, text, wrong_version}),
      Cat({other_store, text}),
      Cat({other_wrap, text}),
      Cat({other_dll, text}),
      Cat({other_version, text}),
  };
  for (const Bytes& bytes : cases) {
    EXPECT_EQ(DecodeStoreEntryId(bytes), std::nullopt) << HexEncode(bytes);
  }
}

// Flags, muidStoreWrap, version and flag, "mspst.dll\0", wrapped flags, the PST provider: 52 bytes.
constexpr char kPstHead[] =
    "00000000 38a1bb1005e5101aa1bb08002b2a56c2 0000 6d737073742e646c6c00 00000000"
    "4e495441f9bfb80100aa0037d96e0000";

TEST(PstStoreEntryIdTest, Utf16PathBehindTwoZeroBytes) {
  const Bytes bytes = Cat({Hex(kPstHead), Hex("0000"), WideZ("C:\\P\xc3\xbc.pst")});
  const auto id = DecodePstStoreEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_TRUE(id->unicode);
  EXPECT_EQ(id->path, "C:\\P\xc3\xbc.pst");
  EXPECT_EQ(EncodePstStoreEntryId(*id), bytes);
}

TEST(PstStoreEntryIdTest, SingleBytePathDirectlyBehindTheProvider) {
  const Bytes bytes = Cat({Hex(kPstHead), Z("C:\\P\xfc.pst")});
  const auto id = DecodePstStoreEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_FALSE(id->unicode);
  EXPECT_EQ(id->path, "C:\\P\xfc.pst");
  EXPECT_EQ(EncodePstStoreEntryId(*id), bytes);
}

TEST(PstStoreEntryIdTest, ZeroPaddingIsKept) {
  const Bytes bytes = Cat({Hex(kPstHead), Z("C:\\P.pst"), Hex("0000")});
  const auto id = DecodePstStoreEntryId(bytes);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->tail, Hex("0000"));
  EXPECT_EQ(EncodePstStoreEntryId(*id), bytes);
}

TEST(PstStoreEntryIdTest, OpaqueForms) {
  const Bytes cases[] = {
      {},
      Hex(kPstHead),
      Cat({Hex(kPstHead), Hex("0000")}),
      Cat({Hex(kPstHead), Hex("0000 4300 3a00")}),
      Cat({Hex(kPstHead), Hex("433a")}),
      Cat({Hex(kPstHead), Z("C:\\P.pst"), Hex("01")}),
      Cat({Hex(kPrivateHead), Z("EXSRC01"), Z(kDn)}),
  };
  for (const Bytes& bytes : cases) {
    EXPECT_EQ(DecodePstStoreEntryId(bytes), std::nullopt) << HexEncode(bytes);
  }
}

// --- whole profiles

// Every value of a profile and every element of its lists.
std::vector<Bytes> Blobs(const Fixture& fixture) {
  std::vector<Bytes> blobs;
  for (const auto& [name, data] : FixtureValues(fixture.file)) {
    blobs.push_back(data);
    const auto multi = DecodeMulti(data, kPtMvBinary);
    if (multi) blobs.insert(blobs.end(), multi->items.begin(), multi->items.end());
  }
  return blobs;
}

bool HasProvider(const Bytes& blob, const Uid& provider) {
  return blob.size() >= 20 && Equal(ByteView(blob).subspan(4, 16), provider);
}

TEST(FixtureTest, EveryStoreIdIsUnderstood) {
  for (const Fixture& fixture : kFixtures) {
    size_t stores = 0;
    for (const Bytes& blob : Blobs(fixture)) {
      if (!HasProvider(blob, kMuidStoreWrap)) continue;
      ++stores;
      const auto exchange = DecodeStoreEntryId(blob);
      const auto pst = DecodePstStoreEntryId(blob);
      ASSERT_NE(exchange.has_value(), pst.has_value()) << fixture.file << HexEncode(blob);
      EXPECT_EQ(exchange ? EncodeStoreEntryId(*exchange) : EncodePstStoreEntryId(*pst), blob);
    }
    EXPECT_GT(stores, 0u) << fixture.file;
  }
}

TEST(FixtureTest, EveryAddressIdIsUnderstood) {
  size_t ids = 0;
  for (const Fixture& fixture : kFixtures) {
    for (const Bytes& blob : Blobs(fixture)) {
      if (HasProvider(blob, kMuidEmsab)) {
        const auto id = DecodeAddressBookEntryId(blob);
        ASSERT_TRUE(id) << fixture.file << HexEncode(blob);
        EXPECT_EQ(EncodeAddressBookEntryId(*id), blob);
        ++ids;
      } else if (HasProvider(blob, kMuidOneOff)) {
        const auto id = DecodeOneOffEntryId(blob);
        ASSERT_TRUE(id) << fixture.file << HexEncode(blob);
        EXPECT_EQ(EncodeOneOffEntryId(*id), blob);
        ++ids;
      } else if (HasProvider(blob, kMuidContab)) {
        const auto id = DecodeContactEntryId(blob);
        ASSERT_TRUE(id) << fixture.file << HexEncode(blob);
        EXPECT_TRUE(FolderStoreKey(id->inner)) << fixture.file;
        EXPECT_EQ(EncodeContactEntryId(*id), blob);
        ++ids;
      }
    }
  }
  EXPECT_GT(ids, 100u);
}

}  // namespace
}  // namespace repoint::mapi
