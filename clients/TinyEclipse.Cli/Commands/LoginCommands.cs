using System.CommandLine;
using System.Text.Json.Nodes;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Configuration;
using TinyEclipse.Cli.Output;
using TinyEclipse.Contracts;
using TinyEclipse.People.V1;

namespace TinyEclipse.Cli.Commands;

internal static class LoginCommands
{
    private static readonly Option<string?> ByEmail = new("--email") { Description = Words.LoginEmail, HelpName = "ADDRESS" };

    public static Command Login() => new Command("login", Words.Login) { ByEmail }.Does(LoginAsync);

    public static Command WhoAmI() => new Command("whoami", Words.WhoAmI).Does(async (run, cancellationToken) =>
    {
        var me = await run.Client.Persons.GetMeAsync(new GetMeRequest(), cancellationToken: cancellationToken);
        if (run.Report.Document(Answer(run.Address, me)))
            return;

        run.Report.Details(
            (Words.Name, me.DisplayName),
            (Words.Email, me.Email),
            (Words.Server, run.Address.ToString()),
            (Words.KnownFrom, run.Settings.AddressSource),
            (Words.SignedInBy, Say.That(TokenKind.IsSession(run.Settings.Token!) ? Words.BySession : Words.ByToken, run.Settings.TokenSource)),
            (Words.Role, me.Operator ? Words.Operator : ""));
        Memberships(run.Report, me);
    });

    private static async Task LoginAsync(Run run, CancellationToken cancellationToken)
    {
        var file = LoginFile.Of(run.Shell);
        var last = file.ReadOrNull();
        var address = LoginQuestions.Address(run, last);
        var email = run.Value(ByEmail) ?? LoginQuestions.Email(run, last);
        var token = email is null ? LoginQuestions.Token(run) : await PasswordLogin.SignInAsync(run, address, email, cancellationToken);
        using var client = run.Connect(address, token);
        var me = await client.Persons.GetMeAsync(new GetMeRequest(), cancellationToken: cancellationToken);
        file.Write(address, token, email);
        if (!run.Report.Document(Answer(address, me)))
            run.Report.Line(new Cell(Say.That(Words.LoggedIn, me.DisplayName, address), "green"));
        if (WhatComesBefore(EnvironmentSource.Read(run.Shell.Environment), address, token) is { } warning)
            run.Report.Note(warning);
    }

    /// <summary>What the environment says wins over a login, which then seems to have done nothing.</summary>
    private static string? WhatComesBefore(Source environment, Uri address, string token)
    {
        if (environment.Token is { } other && other != token)
            return Words.TokenComesBefore;
        return environment.Address is { } elsewhere && elsewhere != address ? Say.That(Words.AddressComesBefore, elsewhere) : null;
    }

    private static JsonObject Answer(Uri address, Person me) => new() { ["url"] = address.ToString(), ["person"] = MessageJson.ToNode(me) };

    private static void Memberships(Report report, Person me)
    {
        if (me.Memberships.Count == 0)
            return;

        var table = new Table(new Column(Words.Tenant, Shrinks: true), new Column(Words.Role), new Column(Words.Id));
        foreach (var membership in me.Memberships)
            table.Add(membership.TenantName, membership.Role.Word(), membership.TenantId);
        report.Line();
        report.Table(table);
    }
}
