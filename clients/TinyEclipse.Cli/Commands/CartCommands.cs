using System.CommandLine;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.Shop.V1;

namespace TinyEclipse.Cli.Commands;

internal static class CartCommands
{
    private static readonly Argument<string> Id = Checks.Id(new Argument<string>("id") { Description = Words.CartId });
    private static readonly Option<string?> State = new Option<string?>("--state") { Description = Words.CartStateChoice }.AcceptAmong(EnumWords.All<CartState>());
    private static readonly Option<string?> Contact = Checks.Id(new Option<string?>("--contact") { Description = Words.CartContactChoice, HelpName = "ID" });
    private static readonly Option<string?> Order = new Option<string?>("--order-by") { Description = Words.CartOrderChoice }
        .AcceptAmong(["activity_time desc", "activity_time", "total_minor desc", "total_minor"]);

    public static Command All() => new("carts", Words.Carts)
    {
        List(),
        Show(),
        CartStatsCommand.Stats(),
    };

    private static Command List() =>
        new Command("list", Words.CartsList) { State, Contact, Order }.ForTenant().WithPaging().Does(async (run, cancellationToken) =>
        {
            var page = await run.CollectAsync(
                (size, token) => run.Client.Carts.ListAbandonedCartsAsync(Request(run, size, token), cancellationToken: cancellationToken),
                page => page.AbandonedCarts,
                page => page.NextPageToken);
            if (run.Report.Document(page))
                return;

            var table = new Table(
                new(Words.Shopper, Shrinks: true), new(Words.State), new(Words.Total, AlignsRight: true), new(Words.Active, AlignsRight: true), new(Words.Id));
            foreach (var cart in page.AbandonedCarts)
                table.Add(Shopper(cart), StateCell(cart.State), Human.Money(cart.TotalMinor, cart.CurrencyCode), Human.Age(cart.ActivityTime, run.Shell.Time), cart.Id);
            run.Report.Table(table);
        });

    private static Command Show() => new Command("show", Words.CartsShow) { Id }.ForTenant().Does(async (run, cancellationToken) =>
    {
        var request = new GetAbandonedCartRequest { TenantId = run.TenantId, CartId = run.Value(Id) };
        var cart = await run.Client.Carts.GetAbandonedCartAsync(request, cancellationToken: cancellationToken);
        if (run.Report.Document(cart))
            return;

        Details(run, cart);
        if (cart.Items.Count == 0)
            return;
        run.Report.Line();
        run.Report.Table(Items(cart));
    });

    public static Cell StateCell(CartState state) => new(state.Word(), state switch
    {
        CartState.Active => "blue",
        CartState.Abandoned => "yellow",
        CartState.Ordered or CartState.Returned or CartState.Recovered => "green",
        CartState.Lost => "red",
        _ => "dim",
    });

    private static ListAbandonedCartsRequest Request(Run run, int size, string token) => new()
    {
        TenantId = run.TenantId,
        State = EnumWords.Parse<CartState>(run.Value(State)),
        ContactId = run.Value(Contact) ?? "",
        OrderBy = run.Value(Order) ?? "",
        PageSize = size,
        PageToken = token,
    };

    private static string Shopper(AbandonedCart cart) =>
        new[] { cart.Name, cart.Email, cart.Phone }.FirstOrDefault(text => text.Length > 0) ?? Words.Unknown;

    private static void Details(Run run, AbandonedCart cart) => run.Report.Details(
        (Words.Id, cart.Id),
        (Words.State, StateCell(cart.State)),
        (Words.Total, new Cell(Human.Money(cart.TotalMinor, cart.CurrencyCode), "bold")),
        (Words.Name, cart.Name),
        (Words.Email, cart.Email),
        (Words.Phone, cart.Phone),
        (Words.Contact, cart.ContactId),
        (Words.Order, cart.OrderId),
        (Words.Started, Human.Moment(cart.CreateTime, run.Shell.Time)),
        (Words.LastActivity, Human.Moment(cart.ActivityTime, run.Shell.Time)),
        (Words.Abandoned, Human.Moment(cart.AbandonTime, run.Shell.Time)),
        (Words.Closed, Human.Moment(cart.CloseTime, run.Shell.Time)),
        (Words.Site, cart.SiteId),
        (Words.CartToken, cart.CartToken));

    private static Table Items(AbandonedCart cart)
    {
        var table = new Table(
            new(Words.Product, Shrinks: true), new(Words.Quantity, AlignsRight: true), new(Words.Price, AlignsRight: true), new(Words.Amount, AlignsRight: true));
        foreach (var item in cart.Items)
        {
            table.Add(
                item.Name,
                Say.That("{0}", item.Quantity),
                Human.Money(item.PriceMinor, cart.CurrencyCode),
                Human.Money(item.PriceMinor * item.Quantity, cart.CurrencyCode));
        }

        return table;
    }
}
