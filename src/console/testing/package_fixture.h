// What tests of packages begin with: programs, a key and a list in a file system in memory.
#ifndef REPOINT_CONSOLE_TESTING_PACKAGE_FIXTURE_H_
#define REPOINT_CONSOLE_TESTING_PACKAGE_FIXTURE_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "console/package.h"
#include "list/testing/sample_keys.h"
#include "list/writer.h"

namespace repoint::console {

// The head of a program for 64-bit (0x8664) or 32-bit (0x014c) Windows.
inline Bytes HeadOfProgram(uint16_t machine) {
  ByteWriter head;
  head.Put("MZ").Zeros(0x3a).U32(0x40).Put("PE").U16(0).U16(machine).Zeros(100);
  return head.Release();
}

inline list::Row Doe() {
  list::Row row;
  row.source_dn = "/o=Contoso/ou=HQ/cn=Recipients/cn=jdoe";
  row.target_dn = "/o=Fabrikam/ou=HQ/cn=Recipients/cn=jdoe";
  row.source_smtp = "jdoe@contoso.example";
  row.target_smtp = "john.doe@fabrikam.example";
  row.target_server = "EXTGT02";
  return row;
}

class PackageFixture : public testing::Test {
 protected:
  PackageFixture() {
    files_.Put("bin/64.exe", HeadOfProgram(0x8664));
    files_.Put("bin/32.exe", HeadOfProgram(0x014c));
    files_.Put("key.pem", list::kSamplePublicKey);
    PutList({Doe()});
    options_.share = "\\\\%USERDNSDOMAIN%\\NETLOGON";
    options_.out = "out/package";
    options_.list = "lists/EMAMappings.tab";
    options_.program64 = "bin/64.exe";
    options_.program32 = "bin/32.exe";
    options_.project = "HQ to Fabrikam";
  }

  void PutList(const std::vector<list::Row>& rows) {
    const auto bytes = list::FormatList(rows, "P", "2026-03-31T07:00:00Z");
    ASSERT_THAT(bytes, IsOk());
    files_.Put("lists/EMAMappings.tab", *bytes);
  }
  void Sign() {
    ASSERT_THAT(list::WriteIndex(files_, options_.list), IsOk());
    ASSERT_THAT(list::SignList(files_, options_.list, std::string(list::kSamplePrivateKey)),
                IsOk());
    options_.public_key = "key.pem";
  }
  std::vector<std::string> Write() {
    const auto written = WritePackage(options_, files_);
    EXPECT_THAT(written, IsOk());
    return written.value_or(std::vector<std::string>());
  }
  // The message of a refusal that left no package.
  std::string Refusal(ErrorCode code) {
    const auto before = files_.AllFiles();
    const auto written = WritePackage(options_, files_);
    if (written) return "not refused";
    EXPECT_EQ(written.error().code, code) << written.error().ToString();
    EXPECT_EQ(files_.AllFiles(), before);
    return written.error().ToString();
  }
  std::string Text(const std::string& name) {
    return files_.Text(options_.out + "/" + name).value_or("(not there)");
  }

  FakeFiles files_;
  PackageOptions options_;
};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_PACKAGE_FIXTURE_H_
