namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>A message is described once for each way it travels: what must be given is not what is always written.</summary>
public enum Direction
{
    Request,
    Answer,
}
