// Result<T>: a value, or an Error that a person can act on. Nothing in Repoint throws across a
// room's border.
//
//   Result<Bytes> ReadAll(std::string_view path);
//
//   Result<size_t> CountLines(std::string_view path) {
//     REPOINT_ASSIGN(const Bytes bytes, ReadAll(path));   // returns the error, if any
//     return std::ranges::count(bytes, '\n');
//   }
//
// A thing that may be absent is a std::optional inside the result: absence is not an error.
#ifndef REPOINT_BASE_RESULT_H_
#define REPOINT_BASE_RESULT_H_

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace repoint {

// What went wrong, as far as a caller may want to act on it. Closed: switches over it name every
// case.
enum class ErrorCode {
  kUsage,        // the caller asked for something that makes no sense
  kNotFound,     // a thing that had to be there is not
  kDamaged,      // bytes that do not follow their format
  kUnsupported,  // well-formed, but not for this version, platform or code page
  kInUse,        // another program holds it
  kDenied,       // no permission
  kIo,           // the system failed to read or write
  kConflict,     // two sources disagree, or the state is not the expected one
  kInternal,     // a mistake of ours
};

// The name of a code as it appears in logs and JSON, for example "in-use".
std::string_view ErrorCodeName(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  // for people: what happened and, where there is one, the next step; UTF-8,
                        // no final stop
  std::string where;    // file, key or value; may be empty

  // "where: message", or the message alone.
  std::string ToString() const;

  friend bool operator==(const Error&, const Error&) = default;
};

template <typename T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

inline std::unexpected<Error> Fail(ErrorCode code, std::string message, std::string where = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(where)});
}

}  // namespace repoint

#define REPOINT_CONCAT_INNER_(a, b) a##b
#define REPOINT_CONCAT_(a, b) REPOINT_CONCAT_INNER_(a, b)

// Evaluates an expression of type Result<...> and returns its error from the enclosing function, if
// it has one.
#define REPOINT_TRY(expression)                                            \
  do {                                                                     \
    auto repoint_result_ = (expression);                                   \
    if (!repoint_result_) return std::unexpected(repoint_result_.error()); \
  } while (false)

// The same, and puts the value into `declaration`.
#define REPOINT_ASSIGN(declaration, expression) \
  REPOINT_ASSIGN_INNER_(REPOINT_CONCAT_(repoint_result_, __LINE__), declaration, expression)
#define REPOINT_ASSIGN_INNER_(result, declaration, expression) \
  auto result = (expression);                                  \
  if (!result) return std::unexpected(result.error());         \
  declaration = std::move(*result)

#endif  // REPOINT_BASE_RESULT_H_
