namespace TinyEclipse.Server.Tests.Attacks;

/// <summary>What somebody sends who wants more than the method gives.</summary>
internal static class HostileTexts
{
    /// <summary>Stands in what another tenant holds, and must never come out.</summary>
    public const string OthersSecret = "geheim-van-een-ander";

    public static readonly IReadOnlyList<string> All =
    [
        "'; drop table contacts; --",
        "' or '1'='1",
        "\"; select pg_sleep(9); --",
        "') union select token_hash from site_tokens --",
        "$$; delete from tenants; $$",
        "@Value::uuid",
        "\\'; truncate outbox_messages; --",
        "%' like '%",
        "{0}{1:x}%s%n${jndi:ldap://127.0.0.1/a}",
        "\r\nx-evil: 1\r\n\r\nHTTP/1.1 200 OK",
        "\u202Eevil\u2066\u2028\u0007\u001b[2J",
        "../../../../etc/passwd",
        "<script>alert(1)</script>",
        "00000000-0000-0000-0000-000000000000",
        "-1",
        "\uFFFD\uD83D\uDE00\u0130\u1E9E\uFB03",
        new('a', 1_000_000),
    ];
}
