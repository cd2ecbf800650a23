// make_list <path> <rows> [--index]: a list of invented mailboxes as the console writes it, for
// benchmarks.
#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/digest.h"
#include "base/files.h"
#include "list/layout.h"
#include "list/writer.h"

namespace {

using namespace repoint;

constexpr size_t kPiece = size_t{8} << 20;

std::string RowText(uint64_t number) {
  return fmt::format(
      "/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=user{0:08}\t"
      "/o=Fabrikam/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/"
      "cn={1:016x}-user{0:08}\tUser {0:08}\tuser{0:08}\tuser{0:08}@contoso.example\t"
      "user.{0:08}@fabrikam.example\tEXSRC{2:02}\tEXTGT{3:02}\textgt{3:02}.fabrikam.example\t\t\t\t"
      "smtp:user{0:08}@mail.contoso.example\n",
      number, number * 0x9E3779B97F4A7C15, number % 40, number % 60);
}

Status MakeList(const std::string& path, uint64_t rows) {
  FileSystem& files = SystemFiles();
  REPOINT_TRY(files.Remove(path));
  REPOINT_ASSIGN(Sha256 sha, Sha256::Create());
  std::string piece =
      "#EMAMappings 1\tproject=Bench\texported=2026-03-31T07:00:00Z\tsorted=SourceDN\n"
      "SourceDN\tTargetDN\tDisplayName\tAlias\tSourceSmtp\tTargetSmtp\tSourceServer\tTargetServer\t"
      "TargetServerFqdn\tTargetServerDN\tTargetPublicServer\tTargetProxy\tProxies\n";
  for (uint64_t row = 0; row < rows; ++row) {
    piece += RowText(row);
    if (piece.size() < kPiece && row + 1 < rows) continue;
    sha.Update(AsBytes(piece));
    REPOINT_TRY(files.Append(path, AsBytes(piece), Access::kDefault));
    piece.clear();
  }
  return files.Append(path, AsBytes(list::FormatEndLine(rows, sha.Finish())), Access::kDefault);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: make_list <path> <rows> [--index]\n", stderr);
    return 2;
  }
  Status status = MakeList(argv[1], std::strtoull(argv[2], nullptr, 10));
  if (status && argc > 3 && std::string_view(argv[3]) == "--index") {
    status = list::WriteIndex(SystemFiles(), argv[1]);
  }
  if (!status) std::fprintf(stderr, "%s\n", status.error().ToString().c_str());
  return status ? 0 : 1;
}
