using System.Security.Cryptography;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Tests.Database;

public sealed class KeyWrappingTests
{
    [Fact]
    public void A_key_is_wrapped_when_there_is_a_key_to_wrap_it_with()
    {
        byte[] secret = [1, 2, 3];
        const string Setting = "Secrets:KeyEncryptionKey";
        var plain = KeyWrapping.From("", Setting);
        var (ours, theirs) = (KeyWrapping.From(NewKey(), Setting), KeyWrapping.From(NewKey(), Setting));

        Assert.Equal(secret, plain.Unwrap(plain.Wrap(secret)));
        Assert.Equal(secret, ours.Unwrap(ours.Wrap(secret)));
        Assert.Equal(secret, ours.Unwrap(plain.Wrap(secret))); // kept before there was a key
        Assert.Equal(-1, ours.Wrap(secret).AsSpan().IndexOf(secret));
        Assert.Throws<InvalidOperationException>(() => plain.Unwrap(ours.Wrap(secret)));
        Assert.Throws<InvalidOperationException>(() => theirs.Unwrap(ours.Wrap(secret)));
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
