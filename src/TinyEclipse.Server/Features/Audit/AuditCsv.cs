using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Audit.V1;
using TinyEclipse.Server.Rpc;

namespace TinyEclipse.Server.Features.Audit;

/// <summary>Audit entries as rows of a file.</summary>
public static class AuditCsv
{
    public static string Header()
    {
        var text = new StringBuilder(Csv.Mark);
        Csv.AppendRow(
            text, "time_utc", "actor", "person_name", "person_id", "site_id", "credential_id", "address", "request_id", "method", "action", "resource_type", "resource_id", "before", "after");
        return text.ToString();
    }

    public static string Rows(IEnumerable<AuditEntry> entries)
    {
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            Csv.AppendRow(
                text,
                entry.CreateTime.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
                entry.Actor.Kind.ToString(),
                entry.Actor.PersonName,
                entry.Actor.PersonId,
                entry.Actor.SiteId,
                entry.Actor.CredentialId,
                entry.Actor.Address,
                entry.RequestId,
                entry.Method,
                entry.Action.ToString(),
                entry.ResourceType,
                entry.ResourceId,
                Fields(entry.Before),
                Fields(entry.After));
        }
        return text.ToString();
    }

    private static string Fields(Struct? fields) => fields is null ? "" : JsonFormatter.Default.Format(fields);
}
