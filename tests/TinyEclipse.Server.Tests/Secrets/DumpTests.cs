using System.Text;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Tests.Secrets;

/// <summary>A copy of the database gives no secret away.</summary>
public sealed class DumpTests(TestServer tests)
{
    /// <summary>Every column of bytes says here what it holds; a new one has to.</summary>
    private static readonly Dictionary<string, Content> Bytes = new(StringComparer.Ordinal)
    {
        ["public.api_tokens.token_hash"] = Content.Hash,
        ["public.data_protection_keys.value"] = Content.Wrapped,
        ["public.idempotency_keys.key_hash"] = Content.Hash,
        ["public.idempotency_keys.request_hash"] = Content.Hash,
        ["public.idempotency_keys.response"] = Content.Sealed,
        ["public.invitations.token_hash"] = Content.Hash,
        ["public.pairing_codes.code_hash"] = Content.Hash,
        ["public.password_resets.token_hash"] = Content.Hash,
        ["public.person_passkeys.credential_id"] = Content.Public,
        ["public.person_passkeys.public_key"] = Content.Public,
        ["public.person_totp.seed"] = Content.Sealed,
        ["public.push_subscriptions.auth"] = Content.Nothing,
        ["public.push_subscriptions.endpoint_hash"] = Content.Hash,
        ["public.push_subscriptions.p256dh"] = Content.Nothing,
        ["public.push_subscriptions.target"] = Content.Sealed,
        ["public.recovery_codes.code_hash"] = Content.Hash,
        ["public.server_keys.private_key"] = Content.Sealed,
        ["public.server_keys.public_key"] = Content.Public,
        ["public.server_secrets.value"] = Content.Sealed,
        ["public.sessions.token_hash"] = Content.Hash,
        ["public.sign_in_lanes.key"] = Content.Hash,
        ["public.site_tokens.token_hash"] = Content.Hash,
    };

    private enum Content
    {
        Hash,
        Sealed,
        Wrapped,
        Public,
        Nothing,
    }

    [Fact]
    public async Task No_secret_stands_in_a_copy_of_the_database()
    {
        await using var story = await SecretStory.TellAsync(tests);
        await using var dump = new DatabaseDump(story.Database);

        Assert.Empty(await dump.FindAsync(story.Known));
        foreach (var column in (await dump.ColumnsAsync()).Where(column => column.Type == "bytea"))
        {
            Assert.True(Bytes.TryGetValue(column.ToString(), out var content), $"What does {column} hold?");
            var values = await dump.ValuesAsync(column);
            Assert.True(values.Count > 0 || content is Content.Nothing or Content.Public, $"The story leaves {column} empty.");
            Assert.All(values, value => AssertHolds(content, Convert.FromHexString(value[2..])));
        }
    }

    [Fact]
    public async Task A_secret_that_is_stored_in_clear_is_found_however_it_is_written()
    {
        await using var story = await SecretStory.TellAsync(tests);
        await using var dump = new DatabaseDump(story.Database);
        var secret = story.Known.Add("planted", $"te_api_{Guid.NewGuid():n}");
        var bytes = Encoding.UTF8.GetBytes(secret);
        await dump.ExecuteAsync("create table planted (as_text text, as_json jsonb, as_bytes bytea, as_hex text, as_base64 text, within_base64 text, base64_bytes bytea, as_array text[])");
        await dump.ExecuteAsync(
            "insert into planted values ($1, jsonb_build_object('token', $1), $2, $3, $4, $5, $6, array['', $1])",
            $"Bearer {secret}", bytes, Convert.ToHexString(bytes), Convert.ToBase64String(bytes), Convert.ToBase64String([7, .. bytes, 7]), Encoding.UTF8.GetBytes(Convert.ToBase64String(bytes)));

        Assert.Equal(
            ["as_text", "as_json", "as_bytes", "as_hex", "as_base64", "within_base64", "base64_bytes", "as_array"],
            (await dump.FindAsync(story.Known)).Select(found => found.Replace("public.planted.", "", StringComparison.Ordinal).Replace(": planted", "", StringComparison.Ordinal)));
    }

    private static void AssertHolds(Content content, byte[] value) => Assert.True(
        content switch
        {
            Content.Hash => value.Length == 32,
            Content.Sealed => SecretBox.IsSealed(value),
            Content.Wrapped => KeyWrapping.IsEncrypted(value),
            Content.Nothing => false,
            _ => true,
        },
        $"{Convert.ToHexString(value)} is not {content}");
}
