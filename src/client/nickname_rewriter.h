// Re-addressing of nickname files, as a run sees it: bytes in, questions to the list, new bytes
// out.
#ifndef REPOINT_CLIENT_NICKNAME_REWRITER_H_
#define REPOINT_CLIENT_NICKNAME_REWRITER_H_

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "profile/props.h"
#include "update/match.h"

namespace repoint {

struct RewrittenNicknames {
  std::optional<Bytes> content;       // nullopt: the file stays as it is
  std::vector<std::string> warnings;  // for people: why a file stays, or rows of it
};

// `ansi` is the code page of the user's system. Has no state of its own: several threads use it at
// once. Bytes are input: they may be anything.
class NicknameRewriter {
 public:
  virtual ~NicknameRewriter() = default;
  // Before the list is asked: asks for every recipient of the file (Answers::Ask).
  virtual void Ask(ByteView file, const AnsiPage& ansi, Answers& answers) const = 0;
  // Afterwards. Answers::Ask gives the numbers of the same questions again; no other may be asked.
  virtual RewrittenNicknames Rewrite(ByteView file, const AnsiPage& ansi,
                                     Answers& answers) const = 0;
};

}  // namespace repoint

#endif  // REPOINT_CLIENT_NICKNAME_REWRITER_H_
