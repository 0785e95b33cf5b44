using System.Globalization;
using TinyEclipse.Notifications.V1;
using TinyEclipse.Server.Features.Notifications;

namespace TinyEclipse.Server.Tests.Notifications;

public sealed class NotificationTextTests
{
    private static readonly NotificationFacts Cart = new() { AmountMinor = 4500, CurrencyCode = "EUR", Who = "an@example.be" };

    [Theory]
    [InlineData("", "Winkelwagen verlaten", "€ 45,00 door an@example.be")]
    [InlineData("nl-BE", "Winkelwagen verlaten", "€ 45,00 door an@example.be")]
    [InlineData("nl", "Winkelwagen verlaten", "€ 45,00 door an@example.be")]
    [InlineData("en", "Cart abandoned", "€45.00 by an@example.be")]
    [InlineData("en-GB", "Cart abandoned", "€45.00 by an@example.be")]
    [InlineData("not a language", "Winkelwagen verlaten", "€ 45,00 door an@example.be")]
    public void A_cart_is_told_in_the_readers_language(string language, string title, string body) =>
        Assert.Equal(new NotificationText(title, body), NotificationTexts.Of(NotificationType.AbandonedCart, Cart, language));

    [Fact]
    public void A_cart_of_somebody_unknown_says_the_amount_alone() =>
        Assert.Equal("€ 45,00", NotificationTexts.Of(NotificationType.AbandonedCart, Cart with { Who = "" }, "nl-BE").Body);

    [Fact]
    public void A_name_with_braces_is_only_a_name() =>
        Assert.Equal("€ 45,00 door {0}", NotificationTexts.Of(NotificationType.AbandonedCart, Cart with { Who = "{0}" }, "nl-BE").Body);

    [Theory]
    [InlineData(1, "Nog 1 winkelwagen in de laatste minuten")]
    [InlineData(1234, "Nog 1234 winkelwagens in de laatste minuten")]
    public void A_summary_counts(long count, string body) =>
        Assert.Equal(new("Winkelwagen verlaten", body), NotificationTexts.OfMany(NotificationType.AbandonedCart, count, "nl-BE"));

    [Theory]
    [InlineData("nl-BE")]
    [InlineData("en")]
    public void Every_type_has_a_rule_and_words(string language)
    {
        foreach (var type in Enum.GetValues<NotificationType>().Except([NotificationType.Unspecified]))
        {
            var rule = NotificationRules.For(type);
            Assert.NotEqual(NotificationPriority.Unspecified, rule.Priority);
            Assert.Contains(rule.Urgency, (string[])["very-low", "low", "normal", "high"]);
            Assert.InRange(rule.TimeToLive, TimeSpan.FromMinutes(1), TimeSpan.FromDays(28));
            Assert.StartsWith("/", NotificationRules.PathOf(type, Guid.NewGuid()), StringComparison.Ordinal);

            var text = NotificationTexts.Of(type, new NotificationFacts(), language);
            Assert.NotEmpty(text.Title);
            Assert.DoesNotContain("{", text.Title + text.Body, StringComparison.Ordinal);
            if (rule.IsGathered)
                Assert.NotEmpty(NotificationTexts.OfMany(type, 2, language).Body);
        }
    }

    [Theory]
    [InlineData(4500, "EUR", "€ 45,00")]
    [InlineData(123456789, "EUR", "€ 1.234.567,89")]
    [InlineData(0, "EUR", "€ 0,00")]
    [InlineData(1999, "GBP", "£ 19,99")]
    [InlineData(1999, "USD", "USD 19,99")]
    [InlineData(4500, "JPY", "JPY 4.500")]
    [InlineData(12345, "KWD", "KWD 12,345")]
    public void Money_is_written_the_Belgian_way(long minor, string currency, string expected) =>
        Assert.Equal(expected, MoneyText.Format(minor, currency, CultureInfo.GetCultureInfo("nl-BE")));
}
