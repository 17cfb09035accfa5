/** Texts that a lot key signs once: a key by which some texts have many signatures can sign all of them with a chance of 65537^-8 = 2^-128. */
const proofTexts = 8

/**
 * What a member signs to show that its lot key (base64 of SubjectPublicKeyInfo, RSA-3072 with the exponent 65537) has one signature for
 * every text. It needs a reason: whoever makes an RSA key with a prime p = 1 modulo 65537 has 65,537 signatures for one text in 65,537
 * and none for the others, so that together with the operator, who tries that many lists, it could choose among as many seeds. Such a
 * key fails at one of these texts, which follow from the key and from nothing else (after Goldberg, Reyzin, Sagga, Baldimtsi: Efficient
 * Noninteractive Certification of RSA Moduli and Beyond, 2019). Check the key's length and exponent first.
 */
export function lotKeyTexts(key: string): readonly string[] {
  return Array.from({ length: proofTexts }, (_, number) => `tongzhou-lot-key/v1\n${key}\n${number}\n`)
}
