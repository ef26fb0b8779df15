export function d() {
  return <Local<string> name="x" />; //> ::Local
}

function Local<T>(props: { name: T }) {
  return <p>{identity<T>(props.name)}</p>; //> ::identity
}

const identity = <T,>(value: T): T => value;
