using System.CommandLine;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;

namespace TinyEclipse.Cli.Commands;

internal static class PushCommands
{
    public static Command All() => new("push", Words.Push)
    {
        Test(),
        List(),
        PushListenCommand.Listen(),
    };

    private static Command Test() => new Command("test", Words.PushTest).ForTenant().Does(async (run, cancellationToken) =>
    {
        var sent = await run.Client.PushSubscriptions.SendTestPushAsync(new() { TenantId = run.TenantId }, cancellationToken: cancellationToken);
        if (!run.Report.Document(sent))
            run.Report.Line(Say.That(sent.DeviceCount == 1 ? Words.PushSentToOne : Words.PushSentToMany, sent.DeviceCount));
    });

    private static Command List() => new Command("list", Words.PushList).ForTenant().WithPaging().Does(async (run, cancellationToken) =>
    {
        var page = await run.CollectAsync(
            (size, token) => run.Client.PushSubscriptions.ListPushSubscriptionsAsync(
                new() { TenantId = run.TenantId, PageSize = size, PageToken = token }, cancellationToken: cancellationToken),
            page => page.PushSubscriptions,
            page => page.NextPageToken);
        if (run.Report.Document(page))
            return;

        var table = new Table(
            new(Words.Device, Shrinks: true), new(Words.PushService, Shrinks: true), new(Words.LastPush, AlignsRight: true), new(Words.Id));
        foreach (var device in page.PushSubscriptions)
            table.Add(device.DeviceName, device.Endpoint, Human.Age(device.LastSuccessTime, run.Shell.Time), device.Id);
        run.Report.Table(table);
    });
}
