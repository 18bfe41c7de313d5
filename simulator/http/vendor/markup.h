// Text that becomes part of HTML: escaped so that nothing in it can end the place it stands in.
#pragma once

#include <string>
#include <string_view>

#include "core/json.h"

namespace asyncsim::vendor {

/// For element content and quoted attributes: & < > " ' become entities.
std::string escape_html(std::string_view text);

/// JSON for a <script> element: < > & are written as \u003c, \u003e, \u0026, so that no string in
/// it can end the element. It parses back to the same value.
std::string script_json(const Json& json);

}  // namespace asyncsim::vendor
