using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Contacts.V1;
using TinyEclipse.Contracts;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Cli.Tests.Output;

public sealed class MessageJsonTests
{
    [Fact]
    public void A_cart_is_written_as_the_JSON_routes_write_it()
    {
        var cart = new AbandonedCart
        {
            Id = "c",
            State = CartState.Abandoned,
            Name = "Zoë",
            TotalMinor = 4500,
            Items = { new CartItem { ProductId = "11", Quantity = 2, PriceMinor = 2250 } },
            ActivityTime = Timestamp.FromDateTime(new DateTime(2026, 11, 22, 10, 0, 0, DateTimeKind.Utc)),
        };

        Assert.Equal(
            """
            {"id":"c","site_id":"","cart_token":"","state":"CART_STATE_ABANDONED","contact_id":"","email":"","phone":"","name":"Zoë","currency_code":"","total_minor":4500,
            "items":[{"product_id":"11","name":"","quantity":2,"price_minor":2250}],"order_id":"","activity_time":"2026-11-22T10:00:00Z"}
            """.ReplaceLineEndings(""),
            MessageJson.Format(MessageJson.ToNode(cart), indented: false));
    }

    [Theory]
    [InlineData(9_007_199_254_740_991, "9007199254740991")]
    [InlineData(9_007_199_254_740_992, "\"9007199254740992\"")]
    [InlineData(-9_007_199_254_740_992, "\"-9007199254740992\"")]
    public void A_number_that_no_browser_holds_is_text(long number, string json) =>
        Assert.Equal(json, MessageJson.ToNode(new AbandonedCart { TotalMinor = number })["total_minor"]!.ToJsonString());

    [Fact]
    public void What_is_optional_is_there_when_it_is_set_even_to_nothing()
    {
        Assert.False(MessageJson.ToNode(new JourneyEntry()).AsObject().ContainsKey("sentiment"));
        Assert.Equal(0, (double)MessageJson.ToNode(new JourneyEntry { Sentiment = 0 })["sentiment"]!);
    }

    [Fact]
    public void Details_without_a_schema_keep_their_shape()
    {
        var entry = new JourneyEntry { Data = Struct.Parser.ParseJson("""{"pages":[1,"two"],"deep":{"er":true}}""") };

        Assert.Equal("""{"pages":[1,"two"],"deep":{"er":true}}""", MessageJson.ToNode(entry)["data"]!.ToJsonString());
    }

    [Fact]
    public void A_value_newer_than_this_te_is_its_number() =>
        Assert.Equal(99, (int)MessageJson.ToNode(new AbandonedCart { State = (CartState)99 })["state"]!);
}
