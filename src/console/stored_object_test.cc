#include "console/stored_object.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "console/testing/fake_directory.h"

namespace repoint::console {
namespace {

TEST(StoredObjectTest, SmtpKeysLackTheMarkerOfTheMigration) {
  const DirectoryObject object = {.smtp = "--migrate--JDoe@contoso.example",
                                  .proxies = {"SMTP:--Migrate--jd@contoso.example"}};
  EXPECT_THAT(KeysOf(object), testing::ElementsAre(ObjectKey{"smtp", "jd@contoso.example"},
                                                   ObjectKey{"smtp", "jdoe@contoso.example"}));
}

TEST(StoredObjectTest, ProxiesOfOtherKindsAreNoKeys) {
  EXPECT_THAT(KeysOf({.proxies = {"SIP:a@contoso.example", "X400:c=US;a= ;p=Contoso", "nothing"}}),
              testing::IsEmpty());
}

TEST(StoredObjectTest, OwnDnAndX500ProxyAreKeysOfTheirOwnKind) {
  EXPECT_THAT(KeysOf({.legacy_dn = "/o=A/cn=B", .proxies = {"x500:/O=C/cn=D"}}),
              testing::ElementsAre(ObjectKey{"dn", "/o=a/cn=b"}, ObjectKey{"x500", "/o=c/cn=d"}));
}

TEST(StoredObjectTest, DigestChangesWithEveryField) {
  const DirectoryObject plain = SourceObject("a");
  DirectoryObject alias = plain, proxies = plain, mailbox = plain, sids = plain, swapped = plain;
  alias.alias = "x";
  proxies.proxies = {"x"};
  sids.sid_history = {"x"};
  mailbox.is_mailbox = false;
  std::swap(swapped.server, swapped.server_fqdn);
  const std::string digest = *ObjectDigest(plain);
  EXPECT_EQ(digest.size(), 32u);
  for (const DirectoryObject& other : {alias, proxies, mailbox, sids, swapped}) {
    EXPECT_NE(*ObjectDigest(other), digest);
  }
  EXPECT_EQ(*ObjectDigest(SourceObject("a")), digest);
}

TEST(StoredObjectTest, MergeTakesWhatAMailboxSaysNow) {
  DirectoryObject now = SourceObject("a");
  now.server = "EXSRC02";
  now.smtp = "new@contoso.example";
  EXPECT_EQ(MergedObject(now, SourceObject("a"), true), now);
}

TEST(StoredObjectTest, MergeKeepsWhatIsUnknownNow) {
  DirectoryObject now = SourceObject("a");
  now.server.clear();
  now.mailbox_guid.clear();
  EXPECT_EQ(MergedObject(now, SourceObject("a"), true), SourceObject("a"));
}

TEST(StoredObjectTest, MergeTakesWhatAContactSaysThatWasNoMailbox) {
  const DirectoryObject before = {.key = "a", .smtp = "old@contoso.example"};
  const DirectoryObject now = {.key = "a", .smtp = "new@contoso.example"};
  EXPECT_EQ(MergedObject(now, before, false), now);
}

}  // namespace
}  // namespace repoint::console
