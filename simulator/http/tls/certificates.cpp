#include "http/tls/certificates.h"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <stdexcept>

namespace asyncsim::http {
namespace {

constexpr const char* kOrganization = "asyncsim";
constexpr const char* kAuthorityName = "asyncsim test CA, not for production";
constexpr Days kAuthorityLasts{3650};
constexpr Days kLeafLasts{800};
constexpr Days kSkew{1};  ///< the other side's clock may be behind

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("OpenSSL can't ") + what + openssl_reason());
}

long seconds(Days days) { return static_cast<long>(std::chrono::seconds(days).count()); }

void set_serial(X509& certificate) {
  std::uint64_t serial = 0;
  require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1,
          "draw a serial number: ");
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(&certificate), serial >> 1);
}

void add_name(X509_NAME* to, const char* part, const char* text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text);
  require(X509_NAME_add_entry_by_txt(to, part, MBSTRING_ASC, bytes, -1, -1, 0) == 1,
          "name a certificate: ");
}

void add_extension(X509& to, X509& issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &issuer, &to, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  require(extension && X509_add_ext(&to, extension.get(), -1) == 1, "extend a certificate: ");
}

/// Without issuer and signature.
Certificate begin_certificate(EVP_PKEY& key, const char* name, std::time_t now, Days lasts) {
  Certificate made(X509_new());
  require(made && X509_set_version(made.get(), X509_VERSION_3) == 1, "make a certificate: ");
  set_serial(*made);
  X509_time_adj_ex(X509_getm_notBefore(made.get()), 0, -seconds(kSkew), &now);
  X509_time_adj_ex(X509_getm_notAfter(made.get()), 0, seconds(lasts), &now);
  require(X509_set_pubkey(made.get(), &key) == 1, "put a key into a certificate: ");
  add_name(X509_get_subject_name(made.get()), "O", kOrganization);
  add_name(X509_get_subject_name(made.get()), "CN", name);
  return made;
}

bool is_address(const std::string& name) {
  in6_addr address;
  return inet_pton(AF_INET, name.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, name.c_str(), &address) == 1;
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) {
    list += (list.empty() ? "" : ",") + std::string(is_address(name) ? "IP:" : "DNS:") + name;
  }
  return list;
}

Bio reading(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string written(BIO& to) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(&to, &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

PrivateKey make_key() {
  PrivateKey key(EVP_EC_gen("P-256"));
  require(key != nullptr, "make an EC key: ");
  return key;
}

Certificate make_authority(EVP_PKEY& key, std::time_t now) {
  auto made = begin_certificate(key, kAuthorityName, now, kAuthorityLasts);
  X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
  add_extension(*made, *made, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(*made, *made, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(*made, *made, NID_subject_key_identifier, "hash");
  require(X509_sign(made.get(), &key, EVP_sha256()) > 0, "sign a certificate: ");
  return made;
}

Certificate make_leaf(const Authority& authority, EVP_PKEY& key,
                      const std::vector<std::string>& names, std::time_t now) {
  X509& issuer = *authority.certificate;
  auto made = begin_certificate(key, names.front().c_str(), now, kLeafLasts);
  X509_set_issuer_name(made.get(), X509_get_subject_name(&issuer));
  add_extension(*made, issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(*made, issuer, NID_key_usage, "critical,digitalSignature");
  add_extension(*made, issuer, NID_ext_key_usage, "serverAuth");
  add_extension(*made, issuer, NID_subject_key_identifier, "hash");
  add_extension(*made, issuer, NID_authority_key_identifier, "keyid:always");
  add_extension(*made, issuer, NID_subject_alt_name, alternative_names(names));
  require(X509_sign(made.get(), authority.key.get(), EVP_sha256()) > 0, "sign a certificate: ");
  return made;
}

bool is_our_authority(X509& certificate) {
  const auto names_us = [&](int part, std::string_view expected) {
    char text[128] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(&certificate), part, text, sizeof text);
    return text == expected;
  };
  return X509_check_ca(&certificate) == 1 && names_us(NID_organizationName, kOrganization) &&
         names_us(NID_commonName, kAuthorityName);
}

bool is_good(X509& certificate, std::time_t now, Days ahead) {
  std::time_t then = now + seconds(ahead);
  return X509_cmp_time(X509_get0_notBefore(&certificate), &now) < 0 &&
         X509_cmp_time(X509_get0_notAfter(&certificate), &then) > 0;
}

std::string print_pem(EVP_PKEY& key) {
  const Bio text(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_PrivateKey(text.get(), &key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "print a key: ");
  return written(*text);
}

std::string print_pem(X509& certificate) {
  const Bio text(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(text.get(), &certificate) == 1, "print a certificate: ");
  return written(*text);
}

PrivateKey read_key(std::string_view pem) {
  // An encrypted key is none of ours: no password, rather than OpenSSL asking for it.
  PrivateKey key(PEM_read_bio_PrivateKey(
      reading(pem).get(), nullptr, [](char*, int, int, void*) { return -1; }, nullptr));
  ERR_clear_error();
  return key;
}

Certificate read_certificate(std::string_view pem) {
  Certificate found(PEM_read_bio_X509(reading(pem).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return found;
}

}  // namespace asyncsim::http
