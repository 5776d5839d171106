namespace CellDynamics.Methods.Contract;

/// <summary>A parameter is unknown, malformed or out of range; the message says which, what was expected and what was found.</summary>
public sealed class ParameterException(string message) : Exception(message);
