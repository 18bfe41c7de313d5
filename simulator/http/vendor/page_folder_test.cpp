#include "http/vendor/page_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace asyncsim::vendor {
namespace {

namespace fs = std::filesystem;

class PageFolderTest : public testing::Test {
 protected:
  PageFolderTest() {
    fs::remove_all(root_);
    fs::create_directories(root_ / "pages/a.example/dir");
  }
  ~PageFolderTest() override { fs::remove_all(root_); }

  void write(const std::string& name, const std::string& text = "text") {
    std::ofstream(root_ / name) << text;
  }
  std::optional<Page> find(std::string_view url, bool as_json = false) {
    auto found = PageFolder::open((root_ / "pages").string())->find(url, as_json);
    if (found) return *found;
    ADD_FAILURE() << found.error().message;
    return std::nullopt;
  }

  const fs::path root_ = testing::TempDir() + "page_folder_test" + std::to_string(getpid());
};

TEST_F(PageFolderTest, TheExactNameGoesBeforeTheOneWithAnEnding) {
  write("pages/a.example/p.html", "with");
  EXPECT_EQ(find("https://a.example/p")->body, "with");
  write("pages/a.example/p", "exact");
  EXPECT_EQ(find("https://a.example/p")->body, "exact");
  EXPECT_EQ(find("https://a.example/p/")->body, "with");
  EXPECT_FALSE(find("https://b.example/p"));
}

TEST_F(PageFolderTest, NamesAreDecodedAndHostsLowerCase) {
  write("pages/a.example/dir/a b\xc3\xa4.txt");
  EXPECT_EQ(find("https://u@A.Example:80/dir/a%20b%C3%A4.txt?x#y")->content_type,
            "text/plain; charset=utf-8");
}

TEST_F(PageFolderTest, TheContentTypeFollowsFromTheEnding) {
  for (const auto& [name, type] :
       {std::pair("x.json", "application/json"), std::pair("x.png", "image/png"),
        std::pair("x.xyz", "application/octet-stream"),
        std::pair("x", "text/html; charset=utf-8")}) {
    write("pages/a.example/" + std::string(name));
    EXPECT_EQ(find("https://a.example/" + std::string(name))->content_type, type);
  }
}

TEST_F(PageFolderTest, ParsedResultsAreJsonFilesAlone) {
  write("pages/a.example/search.html");
  EXPECT_FALSE(find("https://a.example/search?q=a", true));
  write("pages/a.example/search.json", "{}");
  EXPECT_EQ(find("https://a.example/search?q=a", true)->body, "{}");
}

TEST_F(PageFolderTest, WhatIsNoRegularFileIsNoPage) {
  EXPECT_FALSE(find("https://a.example/dir"));
  ASSERT_EQ(mkfifo((root_ / "pages/a.example/pipe").c_str(), 0600), 0);
  EXPECT_FALSE(find("https://a.example/pipe"));
  fs::create_symlink("loop", root_ / "pages/a.example/loop");
  EXPECT_FALSE(find("https://a.example/loop"));
  EXPECT_FALSE(find("https://a.example/" + std::string(5'000, 'x')));
  EXPECT_FALSE(find("no url"));
}

TEST_F(PageFolderTest, LinksMayLeadAboutWithinTheFolderAndNotOutOfIt) {
  write("pages/a.example/p.html", "inside");
  write("outside.html");
  fs::create_directories(root_ / "pages2");
  write("pages2/x.html");
  fs::create_symlink("../p.html", root_ / "pages/a.example/dir/in.html");
  fs::create_symlink("../../../outside.html", root_ / "pages/a.example/dir/out.html");
  fs::create_symlink(root_ / "pages2", root_ / "pages/linked.example");
  EXPECT_EQ(find("https://a.example/dir/in")->body, "inside");
  EXPECT_FALSE(find("https://a.example/dir/out"));
  EXPECT_FALSE(find("https://linked.example/x"));
  for (const char* path : {"/../../outside.html", "/dir/../p.html", "/%2e%2e/%2E%2E/outside.html",
                           "/..%2foutside", "/dir%2f..%2f..%2f..%2foutside.html", "//p.html"}) {
    EXPECT_FALSE(find("https://a.example" + std::string(path))) << path;
  }
}

TEST_F(PageFolderTest, ANewTextIsReadAtOnce) {
  write("pages/a.example/p.html", "old");
  const auto folder = PageFolder::open((root_ / "pages").string());
  EXPECT_EQ((*folder->find("https://a.example/p", false))->body, "old");
  write("pages/a.example/p.html", "new");
  EXPECT_EQ((*folder->find("https://a.example/p", false))->body, "new");
}

TEST_F(PageFolderTest, OpensFoldersOnly) {
  write("file");
  EXPECT_FALSE(PageFolder::open((root_ / "file").string()));
  EXPECT_FALSE(PageFolder::open((root_ / "none").string()));
  EXPECT_FALSE(PageFolder::open(""));
}

}  // namespace
}  // namespace asyncsim::vendor
