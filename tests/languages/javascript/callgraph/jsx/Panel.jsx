import React from "react";
import Button, { Icon } from "./Button";
import * as parts from "./Button";

function save() {
  return 1;
}

export function Panel({ items, onClose }) {
  const cancel = () => save(); //> ::Panel.cancel -> ::save
  return (
    <div onClick={save} title={label()}> {/*> callback ::save; ::label */}
      <Button onClick={cancel} /> {/*> Button.jsx::Button; callback ::Panel.cancel any */}
      <Icon name="x">text</Icon> {/*> Button.jsx::Icon */}
      <parts.Icon /> {/*> Button.jsx::Icon */}
      <Missing /> {/*> ! */}
      <Button onClick={() => save()} onClose={onClose} /> {/*> Button.jsx::Button; ::save */}
      {items.map((item) => <Icon key={item} />)} {/*> Button.jsx::Icon */}
      {items.length > 0 && <Local />} {/*> ::Local */}
      <Local.Part /> {/*> ! */}
      <save /> {/*> ! */}
      <>
        <Screen {...props()} /> {/*> ::Screen; ::props */}
      </>
    </div>
  );
}

function label() {
  return "x";
}

function props() {
  return {};
}

const Local = () => <span>{label()}</span>; //> ::Local -> ::label

export default class Screen extends React.Component { //> !
  handle() {
    return label(); //> ::label
  }

  render() {
    return <Panel onClose={this.handle} />; //> ::Panel; callback ::Screen.handle any
  }
}
