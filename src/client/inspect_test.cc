// -Inspect: what a profile holds, decoded, for a helpdesk.
#include "client/testing/run_tests.h"

namespace repoint {
namespace {

Listing Inspect(World& world) {
  Log log;
  Environment env = world.MakeEnvironment(world.registry, world.files, log);
  return InspectProfiles(world.options, env).value();
}

TEST(InspectTest, NameThatNoProfileHasIsAnErrorBesideThoseThatAre) {
  World world(ProfileText("Jane", "jane") + ProfileText("Bob", "bob"));
  world.options.profiles = {"JANE", "Jnae"};
  const Listing listing = Inspect(world);
  EXPECT_THAT(listing.text, AllOf(HasSubstr("Jane"), Not(HasSubstr("Bob"))));
  ASSERT_TRUE(listing.error.has_value());
  EXPECT_THAT(listing.error->ToString(), HasSubstr("Jnae: there is no profile of this name"));
}

TEST(InspectTest, NoProfileAtAllIsNoError) {
  World world("[HKEY_CURRENT_USER\\Software]\n");
  const Listing listing = Inspect(world);
  EXPECT_EQ(listing.text, "no MAPI profiles found for jane\n");
  EXPECT_FALSE(listing.error.has_value());
}

TEST(InspectTest, ShowsAccountsOfTheAccountManagerOfEveryKind) {
  const std::string manager =
      "\n[HKEY_CURRENT_USER\\" + ProfileKey("Jane") + "\\9375CFF0413111d3B88A00104B2A6676\\";
  World world(ProfileText("Jane", "jane") + manager +
              "00000001]\n\"clsid\"=\"{ED475411-B0D6-11D2-8C3B-00104B2A6676}\"\n"
              "\"Account Name\"=\"Home mail\"\n\"Email\"=hex:6a,00,40,00,78,00,00,00\n"
              "\"POP3 Server\"=\"pop.home.example\"\n"
              "\"Delivery Folder EntryID\"=hex:00,00,00,00,00,01,02,03,04,05,06,07,08,09,0a,0b,0c,"
              "0d,0e,0f,82,80,00,00\n" +
              manager + "00000002]\n\"clsid\"=\"{00000000-0000-0000-0000-000000000001}\"\n");
  const std::string text = Inspect(world).text;
  EXPECT_THAT(text, AllOf(HasSubstr("account manager POP3  00000001"), HasSubstr("\"Home mail\""),
                          HasSubstr("\"j@x\""), HasSubstr("\"pop.home.example\""),
                          HasSubstr("folder of the store with the record key "
                                    "000102030405060708090a0b0c0d0e0f"),
                          HasSubstr("{00000000-0000-0000-0000-000000000001}")));
  world.options.json = true;
  EXPECT_THAT(Inspect(world).text,
              AllOf(HasSubstr(R"("manager":[{"section":"00000001","kind":"POP3")"),
                    HasSubstr(R"({"value":"Email","meaning":"e-mail","data":"\"j@x\""})")));
}

}  // namespace
}  // namespace repoint
