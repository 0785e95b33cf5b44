using System.CommandLine;
using System.Text.Json.Nodes;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.Rpc.V1;

namespace TinyEclipse.Cli.Commands;

internal static class UserCommands
{
    private static readonly string[] Roles = [.. new[] { Role.Viewer, Role.Staff, Role.Manager, Role.Owner }.Select(role => role.Word())];
    private static readonly Argument<string> Email = new("email") { Description = Words.UserEmail };
    private static readonly Argument<string> Id = Checks.Id(new Argument<string>("id") { Description = Words.UserId });
    private static readonly Argument<string> NewRole = new Argument<string>("role") { Description = Words.UserRole }.AcceptAmong(Roles);

    public static Command All() => new("users", Words.Users)
    {
        List(),
        Invite(),
        ChangeRole(),
        Remove(),
    };

    private static Command List() => new Command("list", Words.UsersList).ForTenant().WithPaging().Does(async (run, cancellationToken) =>
    {
        var page = await run.CollectAsync(
            (size, token) => run.Client.Members.ListMembersAsync(
                new() { TenantId = run.TenantId, PageSize = size, PageToken = token }, cancellationToken: cancellationToken),
            page => page.Members,
            page => page.NextPageToken);
        if (run.Report.Document(page))
            return;

        var table = new Table(new(Words.Name, Shrinks: true), new(Words.Email, Shrinks: true), new(Words.Role), new(Words.Id));
        foreach (var member in page.Members)
            table.Add(member.DisplayName, member.Email, member.Role.Word(), member.PersonId);
        run.Report.Table(table);
    });

    private static Command Invite() => new Command("invite", Words.UsersInvite) { Email, NewRole }.ForTenant().Does(async (run, cancellationToken) =>
    {
        var invitation = await run.Client.Invitations.InviteMemberAsync(
            new() { TenantId = run.TenantId, Email = run.Value(Email), Role = EnumWords.Parse<Role>(run.Value(NewRole)) }, cancellationToken: cancellationToken);
        if (!run.Report.Document(invitation))
            run.Report.Line(Say.That(Words.UserInvited, invitation.Email, invitation.Role.Word()));
    });

    private static Command ChangeRole() => new Command("role", Words.UsersRole) { Id, NewRole }.ForTenant().Does(async (run, cancellationToken) =>
    {
        var member = await run.Client.Members.ChangeMemberRoleAsync(
            new() { TenantId = run.TenantId, PersonId = run.Value(Id), Role = EnumWords.Parse<Role>(run.Value(NewRole)) }, cancellationToken: cancellationToken);
        if (!run.Report.Document(member))
            run.Report.Line(Say.That(Words.UserHasRole, member.DisplayName, member.Role.Word()));
    });

    private static Command Remove() => new Command("remove", Words.UsersRemove) { Id }.ForTenant().Does(async (run, cancellationToken) =>
    {
        await run.Client.Members.RemoveMemberAsync(new() { TenantId = run.TenantId, PersonId = run.Value(Id) }, cancellationToken: cancellationToken);
        if (!run.Report.Document(new JsonObject { ["removed"] = true }))
            run.Report.Line(Words.UserRemoved);
    });
}
