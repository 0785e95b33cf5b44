using System.Diagnostics;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using TinyEclipse.Server.Features.People.Passwords;

namespace TinyEclipse.Server.Tests.People;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("negen tek", "must be 10 to 200 characters")]
    [InlineData("password12", "is among those that are guessed first")]
    [InlineData("Wachtwoord2026!", "is among those that are guessed first")]
    [InlineData("2026Chocotale!", "is among those that are guessed first")]
    [InlineData("welkomwelkom", "is among those that are guessed first")]
    [InlineData("1234567890", "is among those that are guessed first")]
    [InlineData("0987654321", "is among those that are guessed first")]
    [InlineData("abcdefghijkl", "is among those that are guessed first")]
    [InlineData("aaaaaaaaaaaa", "is among those that are guessed first")]
    [InlineData("ababababababab", "is among those that are guessed first")]
    [InlineData("an.peeters@chocotale.online", "must not be your name or address")]
    [InlineData("An.Peeters1!", "must not be your name or address")]
    [InlineData("an peeters 99", "must not be your name or address")]
    public void What_is_guessed_first_is_refused(string password, string rule) =>
        Assert.Equal(rule, PasswordRules.Refuse(password, "an.peeters@chocotale.online", "an.peeters", "An Peeters"));

    [Theory]
    [InlineData("praline vijver zonnebril")] // words will do
    [InlineData("zevenhonderd")] // no capital, digit or sign is asked for
    [InlineData("8472910365")]
    [InlineData("密码密码测试一二三四五六")]
    [InlineData("ik drink met an.peeters koffie op het terras")]
    public void What_is_long_enough_will_do(string password) =>
        Assert.Null(PasswordRules.Refuse(password, "an.peeters@chocotale.online", "an.peeters", "An Peeters"));

    [Fact]
    public void Its_length_is_counted_in_characters_as_a_person_sees_them()
    {
        Assert.Equal("must be 10 to 200 characters", PasswordRules.Refuse(string.Concat(Enumerable.Repeat("🍫", 9))));
        Assert.Null(PasswordRules.Refuse("🍫🍰🎂🧁🍪🍩🍮🍬🍭🍯"));
        Assert.Null(PasswordRules.Refuse(string.Concat(Enumerable.Range(0, 200).Select(number => (char)('a' + (number * 7 % 26))))));
        Assert.NotNull(PasswordRules.Refuse(new string('x', 150) + new string('y', 51)));
    }

    [Fact]
    public async Task The_same_word_typed_on_another_keyboard_is_the_same()
    {
        using var passwords = NewHashes(1000);
        var hash = await passwords.HashAsync("caf\u00e9 \ufb01ets", CancellationToken.None);

        Assert.Equal(PasswordVerdict.Right, await passwords.VerifyAsync(hash, "cafe\u0301 fiets", CancellationToken.None));
        Assert.Equal(PasswordVerdict.Wrong, await passwords.VerifyAsync(hash, "cafe fiets", CancellationToken.None));
    }

    [Fact]
    public async Task An_unknown_address_costs_as_much_time_as_a_wrong_password()
    {
        using var passwords = NewHashes(50_000);
        var hash = await passwords.HashAsync("praline vijver zonnebril", CancellationToken.None);
        await passwords.VerifyAsync(null, "warm", CancellationToken.None);

        // The shortest of many: what else the machine does makes single times longer, never shorter.
        var (known, unknown) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var round = 0; round < 5 || (round < 60 && unknown / known is < 0.8 or > 1.25); round++)
        {
            known = Least(known, await TimeAsync(() => passwords.VerifyAsync(hash, "wrong", CancellationToken.None)));
            unknown = Least(unknown, await TimeAsync(() => passwords.VerifyAsync(null, "wrong", CancellationToken.None)));
        }

        Assert.InRange(unknown / known, 0.8, 1.25);
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static async Task<TimeSpan> TimeAsync(Func<Task> action)
    {
        var since = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(since);
    }

    private static PasswordHashes NewHashes(int iterations) => new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
}
